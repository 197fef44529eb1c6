package org.improvedgan.gan.engine;

import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * What an engine is to compute from a graph of 32-bit floats whose shapes are all known. Every placeholder and every
 * variable of the graph is an input.
 *
 * @param graph the graph, forward only
 * @param outputs names of the values wanted
 * @param loss name of the scalar to differentiate, empty for a graph without gradients
 * @param gradients names of the variables that the loss is differentiated by
 */
public record GraphSpec(SameDiff graph, List<String> outputs, Optional<String> loss, List<String> gradients) {
  public GraphSpec {
    outputs = List.copyOf(outputs);
    gradients = List.copyOf(gradients);
  }

  /** A graph without gradients. */
  public static GraphSpec forward(SameDiff graph, List<String> outputs) {
    return new GraphSpec(graph, outputs, Optional.empty(), List.of());
  }
}
