/** One file for each experiment: its settings, and where and why they differ from the paper. */
package org.improvedgan.gan.experiments;
