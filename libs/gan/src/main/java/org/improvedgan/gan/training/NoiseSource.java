package org.improvedgan.gan.training;

import java.nio.FloatBuffer;
import org.improvedgan.gan.graph.Noise;

/** Where the noise of a pass comes from. */
@FunctionalInterface
public interface NoiseSource {
  /** Writes {@code noise.size()} values, which already have the amount asked for. */
  void fill(Noise noise, FloatBuffer target);
}
