/** Fused loops over flat arrays that run once a step, outside of graphs. */
package org.improvedgan.gan.optimisation;
