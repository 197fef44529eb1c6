package org.improvedgan.gan.layers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.improvedgan.gan.Evaluation;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.Golden;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Parameter;
import org.nd4j.autodiff.samediff.SDVariable;

/** A layer's graph whose inputs and parameters have a vector's values. */
final class GraphCase {
  private final Golden golden;
  private final Execution execution;
  final Graph graph;
  final Map<String, double[]> values = new HashMap<>();
  final Map<String, SDVariable> wanted = new HashMap<>();

  GraphCase(Golden golden, Execution execution, int rows) {
    this.golden = golden;
    this.execution = execution;
    graph = Graph.selfContained(execution.type(), rows, 1);
  }

  /** An input of the vector under its own name. */
  SDVariable input(String name) {
    values.put(name, golden.array("inputs", name));
    return graph.input(name, shape("inputs", name));
  }

  /** Gives a parameter the vector's value of that name. */
  void set(Parameter parameter, String key) {
    values.put(parameter.name(), golden.array("parameters", key));
  }

  /** Names for the result a value that the vector lists as output. */
  void want(String name, SDVariable value) {
    wanted.put(name, value);
  }

  /** What a layer is differentiated through: Σ upstream · output. */
  SDVariable loss(String upstream, SDVariable output) {
    return input(upstream).mul(output).sum();
  }

  /**
   * Compares what is wanted, and every gradient that the vector lists for an objective.
   *
   * @param names what an array of the vector is called in the graph, where that is another name
   * @return all that was computed
   */
  Evaluation check(String objective, SDVariable loss, Map<String, String> names) {
    List<String> keys = new ArrayList<>();
    golden.at("gradients", objective, "wrt").fieldNames().forEachRemaining(keys::add);
    List<String> by = keys.stream().map(key -> names.getOrDefault(key, key)).toList();
    wanted.put("objective", loss);
    Evaluation actual = evaluate(loss, by);
    golden.checkOutput(execution, actual.outputs().get("objective"), "gradients", objective, "value");
    IntStream.range(0, by.size()).forEach(i -> golden.checkGradient(
        execution, actual.gradients().get(by.get(i)), "gradients", objective, "wrt", keys.get(i)));
    return actual;
  }

  /** Compares what is wanted. */
  void checkOutputs() {
    evaluate(null, List.of());
  }

  private Evaluation evaluate(SDVariable loss, List<String> by) {
    Evaluation actual = Evaluation.of(execution, graph, values, wanted, loss, by);
    actual.outputs().forEach((name, value) -> {
      if (golden.has("outputs", name)) {
        golden.checkOutput(execution, value, "outputs", name);
      }
    });
    return actual;
  }

  /** The columns from {@code from} up to {@code to} of rows of this width. */
  static double[] columns(double[] rows, int width, int from, int to) {
    return IntStream.range(0, rows.length).filter(i -> i % width >= from && i % width < to)
        .mapToDouble(i -> rows[i]).toArray();
  }

  private long[] shape(String... path) {
    return IntStream.of(golden.shape(path)).asLongStream().toArray();
  }
}
