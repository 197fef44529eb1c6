package org.improvedgan.gan.layers;

import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Noise;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Inverted dropout (Srivastava et al. 2014; the released CIFAR and SVHN discriminators): each element is 0 with
 * probability p, else divided by 1 - p, in training only. The factors are an input of the graph under this layer's
 * name, drawn outside.
 */
public final class Dropout implements Layer {
  private final String name;
  private final double probability;
  private final int[] shape;

  /** Dropout for examples of this shape: [features], or [channels, height, width]. */
  public Dropout(String name, double probability, int... shape) {
    this.name = name;
    this.probability = probability;
    this.shape = shape;
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable input) {
    return graph.noisy() ? input.mul(graph.noise(name, Noise.Kind.DROPOUT, probability, shape)) : input;
  }
}
