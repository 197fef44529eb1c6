/** What layers build on: a SameDiff graph in the making, its parameters and their first values. */
package org.improvedgan.gan.graph;
