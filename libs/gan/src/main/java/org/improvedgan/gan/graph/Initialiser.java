package org.improvedgan.gan.graph;

import java.util.Arrays;
import org.improvedgan.gan.random.CounterRandom;

/** Fills a parameter with its first values, from a key that stands for the randomness of this parameter alone. */
@FunctionalInterface
public interface Initialiser {
  void fill(float[] target, int offset, int size, long key);

  static Initialiser constant(float value) {
    return (target, offset, size, key) -> Arrays.fill(target, offset, offset + size, value);
  }

  /** Normal with mean zero. */
  static Initialiser gaussian(double standardDeviation) {
    return (target, offset, size, key) -> CounterRandom.gaussian(key, standardDeviation, target, offset, size);
  }

  /** Normal. */
  static Initialiser gaussian(double mean, double standardDeviation) {
    return (target, offset, size, key) -> {
      CounterRandom.gaussian(key, standardDeviation, target, offset, size);
      for (int i = offset; i < offset + size; i++) {
        target[i] += (float) mean;
      }
    };
  }

  /** Uniform on ±sqrt(6 / (in + out)): the default of the dense layers in the released scripts' library. */
  static Initialiser glorotUniform(int in, int out) {
    float limit = (float) Math.sqrt(6.0 / (in + out));
    return (target, offset, size, key) -> {
      CounterRandom.uniform(key, target, offset, size);
      for (int i = offset; i < offset + size; i++) {
        target[i] = (2 * target[i] - 1) * limit;
      }
    };
  }
}
