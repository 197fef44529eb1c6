package org.improvedgan.gan.optimisation;

import java.util.Arrays;
import org.improvedgan.gan.graph.WeightNorm;

/**
 * {@link WeightNorm} and its derivatives as loops over flat arrays: with {@code n = sqrt(ε + Σ V²)} and
 * {@code f = s / n} of each unit, {@code W = f · V}; and for the derivative D by W with {@code d = Σ D · V},
 * {@code dV = f · (D - V · d / n²)} and {@code ds = d / n} ({@code d · f} where the factor is exp(s)).
 *
 * <p>V is read as [outer, units, inner]. One thread at a time may use it.
 */
public final class FusedWeightNorm {
  private final int outer;
  private final int units;
  private final int inner;
  private final float epsilon;
  private final boolean exponential;
  private final float[] norm;
  private final float[] factor;
  private final float[] product;

  public FusedWeightNorm(WeightNorm norm) {
    outer = norm.outer();
    units = norm.units();
    inner = norm.inner();
    epsilon = (float) norm.epsilon();
    exponential = norm.exponential();
    this.norm = new float[units];
    factor = new float[units];
    product = new float[units];
  }

  /** Number of values of V and of W. */
  public int size() {
    return outer * units * inner;
  }

  /** Computes W from V at {@code values[direction]} and s at {@code values[scale]}. */
  public void forward(float[] values, int direction, int scale, float[] weight) {
    dot(values, direction, values, direction);
    for (int unit = 0; unit < units; unit++) {
      norm[unit] = (float) Math.sqrt(epsilon + product[unit]);
      float s = values[scale + unit];
      factor[unit] = (exponential ? (float) Math.exp(s) : s) / norm[unit];
    }
    if (inner == 1) {
      for (int row = 0; row < outer; row++) {
        int at = row * units;
        for (int unit = 0; unit < units; unit++) {
          weight[at + unit] = factor[unit] * values[direction + at + unit];
        }
      }
    } else {
      for (int block = 0; block < outer * units; block++) {
        float f = factor[block % units];
        for (int i = block * inner; i < (block + 1) * inner; i++) {
          weight[i] = f * values[direction + i];
        }
      }
    }
  }

  /**
   * Computes the derivatives by V, to {@code gradient[toDirection]}, and by s, to {@code gradient[toScale]} unless that
   * is negative, from the derivative by W. V and s must be those of the last {@link #forward}.
   */
  public void backward(
      float[] values, int direction, float[] byWeight, float[] gradient, int toDirection, int toScale) {
    dot(byWeight, 0, values, direction);
    if (toScale >= 0) {
      for (int unit = 0; unit < units; unit++) {
        gradient[toScale + unit] = exponential ? product[unit] * factor[unit] : product[unit] / norm[unit];
      }
    }
    for (int unit = 0; unit < units; unit++) {
      product[unit] *= factor[unit] / (norm[unit] * norm[unit]);
    }
    if (inner == 1) {
      for (int row = 0; row < outer; row++) {
        int at = row * units;
        for (int unit = 0; unit < units; unit++) {
          gradient[toDirection + at + unit] =
              factor[unit] * byWeight[at + unit] - product[unit] * values[direction + at + unit];
        }
      }
    } else {
      for (int block = 0; block < outer * units; block++) {
        float f = factor[block % units];
        float p = product[block % units];
        for (int i = block * inner; i < (block + 1) * inner; i++) {
          gradient[toDirection + i] = f * byWeight[i] - p * values[direction + i];
        }
      }
    }
  }

  /** Σ a · b of each unit, to {@link #product}. */
  private void dot(float[] a, int fromA, float[] b, int fromB) {
    Arrays.fill(product, 0);
    if (inner == 1) {
      for (int row = 0; row < outer; row++) {
        int at = row * units;
        for (int unit = 0; unit < units; unit++) {
          product[unit] += a[fromA + at + unit] * b[fromB + at + unit];
        }
      }
      return;
    }
    for (int block = 0; block < outer * units; block++) {
      float sum = 0;
      for (int i = block * inner; i < (block + 1) * inner; i++) {
        sum += a[fromA + i] * b[fromB + i];
      }
      product[block % units] += sum;
    }
  }
}
