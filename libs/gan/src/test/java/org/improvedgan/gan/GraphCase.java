package org.improvedgan.gan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Parameter;
import org.nd4j.autodiff.samediff.SDVariable;

/** A graph whose inputs and parameters have a vector's values, and the comparison of what it gives. */
public final class GraphCase {
  private final Golden golden;
  private final Execution execution;
  private final Graph graph;
  private final Map<String, double[]> values = new HashMap<>();
  private final Map<String, SDVariable> wanted = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  /** @param rows examples in a pass, for layers that compare them */
  public GraphCase(Golden golden, Execution execution, int rows) {
    this.golden = golden;
    this.execution = execution;
    graph = Graph.selfContained(execution.type(), rows, 1);
  }

  public Graph graph() {
    return graph;
  }

  /** An input of the vector under its own name. */
  public SDVariable input(String name) {
    return graph.shared("input " + name, () -> {
      values.put(name, golden.array("inputs", name));
      return graph.input(name, IntStream.of(golden.shape("inputs", name)).asLongStream().toArray());
    });
  }

  /** One-hot rows of the vector's labels. */
  public SDVariable oneHot(String labels, int classes) {
    double[] classOf = golden.array("inputs", labels);
    double[] rows = new double[classOf.length * classes];
    for (int i = 0; i < classOf.length; i++) {
      rows[i * classes + (int) classOf[i]] = 1;
    }
    values.put("one-hot", rows);
    return graph.input("one-hot", classOf.length, classes);
  }

  /** Gives a parameter the vector's value of that key. */
  public void set(Parameter parameter, String key) {
    names.put(key, parameter.name());
    values.put(parameter.name(), golden.array("parameters", key));
  }

  /** Gives an input or parameter of the graph a value that the vector does not list. */
  public void set(String name, double[] value) {
    values.put(name, value);
  }

  /** Has a value computed too, and compared with the vector's output of that name (group/name), where there is one. */
  public void want(String name, SDVariable value) {
    wanted.put(name, value);
  }

  /** The same for several. */
  public void want(Map<String, SDVariable> all) {
    wanted.putAll(all);
  }

  /** What a layer is differentiated through: Σ upstream · output. */
  public SDVariable loss(String upstream, SDVariable output) {
    return input(upstream).mul(output).sum();
  }

  /**
   * Compares what is wanted, and the value and every gradient that the vector lists for an objective.
   *
   * @return all that was computed, the objective under its own name
   */
  public Evaluation check(String objective, SDVariable loss) {
    List<String> keys = new ArrayList<>();
    golden.at("gradients", objective, "wrt").fieldNames().forEachRemaining(keys::add);
    // Where there is no path from the loss, engines give zeros, but SameDiff by itself gives nothing.
    keys.removeIf(key -> execution == Execution.DOUBLE
        && Arrays.stream(golden.array("gradients", objective, "wrt", key)).allMatch(value -> value == 0));
    List<String> by = keys.stream().map(key -> names.getOrDefault(key, key)).toList();
    wanted.put(objective, loss);
    Evaluation actual = evaluate(loss, by);
    golden.checkOutput(execution, actual.outputs().get(objective), "gradients", objective, "value");
    IntStream.range(0, by.size()).forEach(i -> golden.checkGradient(
        execution, actual.gradients().get(by.get(i)), "gradients", objective, "wrt", keys.get(i)));
    return actual;
  }

  /** Compares what is wanted. */
  public Evaluation checkOutputs() {
    return evaluate(null, List.of());
  }

  private Evaluation evaluate(SDVariable loss, List<String> by) {
    Evaluation actual = Evaluation.of(execution, graph, values, wanted, loss, by);
    actual.outputs().forEach((name, value) -> {
      if (golden.has(("outputs/" + name + "/data").split("/"))) {
        golden.checkOutput(execution, value, ("outputs/" + name).split("/"));
      }
    });
    return actual;
  }

  /** The columns from {@code from} up to {@code to} of rows of this width. */
  public static double[] columns(double[] rows, int width, int from, int to) {
    return IntStream.range(0, rows.length).filter(i -> i % width >= from && i % width < to)
        .mapToDouble(i -> rows[i]).toArray();
  }
}
