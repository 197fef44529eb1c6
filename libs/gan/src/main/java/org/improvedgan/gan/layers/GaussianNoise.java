package org.improvedgan.gan.layers;

import org.improvedgan.gan.graph.Graph;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * {@code y = x + n} with n ~ N(0, σ²) for each element (section 3.4; nn.py, GaussianNoiseLayer), in training only. The
 * noise is an input of the graph under this layer's name, drawn outside with its standard deviation.
 */
public record GaussianNoise(String name, int width, double standardDeviation) implements Layer {
  @Override
  public SDVariable apply(Graph graph, SDVariable input) {
    return graph.noisy() ? input.add(graph.noise(name, standardDeviation, width)) : input;
  }
}
