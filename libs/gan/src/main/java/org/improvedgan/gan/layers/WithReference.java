package org.improvedgan.gan.layers;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.improvedgan.gan.graph.Graph;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A live batch and the reference batch of {@link VirtualBatchNorm} on their way through the same layers of one graph,
 * so that gradients of the live batch's loss reach the weights through the reference statistics as well (section 3.5).
 *
 * <p>Without a reference the statistics are given: as constants in an exported graph, else as inputs of the graph,
 * which holds them constant while the loss is differentiated.
 *
 * @param live [examples, …]
 * @param reference [reference examples, …], of the same shape for each example
 */
public record WithReference(SDVariable live, Optional<SDVariable> reference) {
  /** Both batches. */
  public static WithReference of(SDVariable live, SDVariable reference) {
    return new WithReference(live, Optional.of(reference));
  }

  /** A live batch that meets given reference statistics. */
  public static WithReference live(SDVariable live) {
    return new WithReference(live, Optional.empty());
  }

  /** Both batches through a layer that looks at each example alone; its parameters are the same for both. */
  public WithReference through(Graph graph, Layer layer) {
    return map(batch -> layer.apply(graph, batch));
  }

  /** Both batches through a step that looks at each example alone. */
  public WithReference map(UnaryOperator<SDVariable> step) {
    return new WithReference(step.apply(live), reference.map(step));
  }

  /**
   * Appends another's features, or channels, to these, as the ImageNet generator does with noise at every scale.
   *
   * @throws IllegalArgumentException if only one of the two has a reference batch
   */
  public WithReference concat(Graph graph, WithReference other) {
    if (reference.isPresent() != other.reference.isPresent()) {
      throw new IllegalArgumentException("Both of what is concatenated must have a reference batch, or neither.");
    }
    return new WithReference(graph.sd().concat(1, live, other.live),
        reference.map(batch -> graph.sd().concat(1, batch, other.reference.orElseThrow())));
  }
}
