package org.improvedgan.gan.layers;

import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Noise;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * {@code y = x + n} with n ~ N(0, σ²) for each element (section 6.1; nn.py, GaussianNoiseLayer), in training only. The
 * noise is an input of the graph under this layer's name, drawn outside with its standard deviation.
 */
public final class GaussianNoise implements Layer {
  private final String name;
  private final double standardDeviation;
  private final int[] shape;

  /** Noise for examples of this shape: [features], or [channels, height, width]. */
  public GaussianNoise(String name, double standardDeviation, int... shape) {
    this.name = name;
    this.standardDeviation = standardDeviation;
    this.shape = shape;
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable input) {
    return graph.noisy() ? input.add(graph.noise(name, Noise.Kind.GAUSSIAN, standardDeviation, shape)) : input;
  }
}
