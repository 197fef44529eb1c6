package org.improvedgan.gan.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What every engine has to know of a graph before it compiles it.
 *
 * @param all placeholders and variables of the graph, in its order
 * @param withGradient those among the wanted gradients that the loss depends on, in the order of the specification
 * @param withoutGradient the others, whose gradient is zero
 */
record GraphInputs(List<SDVariable> all, List<String> withGradient, List<String> withoutGradient) {
  /**
   * Looks through a graph.
   *
   * @throws IllegalArgumentException if an input is no float or of unknown shape, or an output, the loss or a variable
   *     of the specification is not in the graph
   */
  static GraphInputs of(GraphSpec spec) {
    SameDiff graph = spec.graph();
    List<SDVariable> all = new ArrayList<>();
    for (SDVariable variable : List.copyOf(graph.variables())) {
      if (producer(graph, variable.name()) == null && !variable.isConstant()) {
        check(variable);
        all.add(variable);
      }
    }
    spec.outputs().forEach(name -> checkComputed(graph, name));
    spec.loss().ifPresent(name -> checkComputed(graph, name));
    if (spec.loss().isEmpty() && !spec.gradients().isEmpty()) {
      throw new IllegalArgumentException("There is no loss to differentiate by " + spec.gradients() + ".");
    }
    Set<String> reached = spec.loss().map(loss -> reached(graph, loss)).orElse(Set.of());
    List<String> with = new ArrayList<>();
    List<String> without = new ArrayList<>();
    for (String name : spec.gradients()) {
      if (all.stream().noneMatch(variable -> variable.name().equals(name))) {
        throw new IllegalArgumentException("The graph has no variable " + name + " to differentiate by.");
      }
      (reached.contains(name) ? with : without).add(name);
    }
    return new GraphInputs(all, with, without);
  }

  /** The shape of an input. */
  static long[] shape(SDVariable input) {
    return input.isPlaceHolder() ? input.placeholderShape() : input.getShape();
  }

  /** Number of values of an input. */
  static int size(SDVariable input) {
    return Math.toIntExact(LongStream.of(shape(input)).reduce(1, Math::multiplyExact));
  }

  private static void check(SDVariable input) {
    long[] shape = shape(input);
    if (shape == null || Arrays.stream(shape).anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException("The input " + input.name() + " has the shape " + Arrays.toString(shape)
          + "; all of its sizes must be known and positive.");
    }
    if (input.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException("The input " + input.name() + " is of type " + input.dataType()
          + "; engines take FLOAT.");
    }
  }

  private static void checkComputed(SameDiff graph, String name) {
    if (!graph.hasVariable(name) || producer(graph, name) == null) {
      throw new IllegalArgumentException("Nothing in the graph computes " + name + ".");
    }
  }

  private static String producer(SameDiff graph, String name) {
    return graph.getVariables().get(name).getOutputOfOp();
  }

  /** Names of all values that the loss depends on. */
  private static Set<String> reached(SameDiff graph, String loss) {
    Set<String> reached = new HashSet<>(Set.of(loss));
    Deque<String> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      String producer = producer(graph, open.pop());
      if (producer != null && graph.getOps().get(producer).getInputsToOp() != null) {
        for (String input : graph.getOps().get(producer).getInputsToOp()) {
          if (reached.add(input)) {
            open.push(input);
          }
        }
      }
    }
    return reached;
  }
}
