package org.improvedgan.gan.training;

import org.improvedgan.gan.graph.Graph;

/** Where the noise of a pass comes from. */
@FunctionalInterface
public interface NoiseSource {
  /** Fills the first {@code noise.size()} values, which already have the standard deviation asked for. */
  void fill(Graph.Noise noise, float[] target);
}
