package org.improvedgan.gan.layers;

import org.improvedgan.gan.graph.Graph;
import org.nd4j.autodiff.samediff.SDVariable;

/** A layer that, its parameters and statistics given, is {@code x·W + b}: so it can be exported as just that. */
public interface Dense extends Layer {
  /** The name that its parameters begin with. */
  String name();

  int inputs();

  int outputs();

  /** The weights after normalisation, [inputs, outputs]. */
  SDVariable weight(Graph graph);

  /** The trainable shift, [outputs]. */
  SDVariable bias(Graph graph);
}
