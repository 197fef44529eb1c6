package org.improvedgan.gan.layers;

import org.improvedgan.gan.graph.Graph;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Global average pooling of the CIFAR-10 and SVHN discriminators (section 6; GlobalPoolLayer): the mean over all
 * positions, [examples, channels, height, width] to [examples, channels].
 */
public final class GlobalPooling implements Layer {
  @Override
  public SDVariable apply(Graph graph, SDVariable input) {
    return input.mean(2, 3);
  }
}
