/** Experiments as files: their format, and how they are read. */
package org.improvedgan.gan.experiments;
