package org.improvedgan.gan.layers;

import java.util.List;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.graph.WeightNorm;
import org.nd4j.autodiff.samediff.SDVariable;

/** A step of a network, on [examples, features] or on maps [examples, channels, height, width]. */
public interface Layer {
  /** The parameters it owns, in a fixed order. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /** Its weights that are normalised. */
  default List<WeightNorm> weightNorms() {
    return List.of();
  }

  /** Adds an ordinary pass to the graph. */
  SDVariable apply(Graph graph, SDVariable input);

  /** Adds an ordinary pass of a live batch and of the reference batch beside it. */
  default WithReference apply(Graph graph, WithReference batches) {
    return batches.through(graph, this);
  }

  /**
   * Adds the pass that sets parameters from the data: the new values are recorded in the graph under the parameters'
   * names, and the output is what the layer gives with them. Layers without such an initialisation pass as usual.
   */
  default SDVariable initialise(Graph graph, SDVariable input) {
    return apply(graph, input);
  }
}
