package org.improvedgan.gan.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.improvedgan.gan.Evaluation;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.Golden;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.graph.WeightNorm;
import org.improvedgan.gan.optimisation.FusedWeightNorm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;

/** Outputs, gradients and initialising passes of each layer, in double precision and by each engine. */
class LayersGoldenTest {
  private static final Map<String, String> STATISTICS =
      Map.of("layer.mean", "batch_mean", "layer.variance", "batch_variance");

  static Stream<Arguments> vectors() {
    return Golden.ofKind(GoldenLayer.KINDS).stream().flatMap(Execution::each);
  }

  static Stream<Arguments> weightNorms() {
    return Golden.ofKind(GoldenLayer.KINDS).stream()
        .filter(golden -> !GoldenLayer.of(golden, "x", null).weightNorms().isEmpty()).flatMap(Execution::eachEngine);
  }

  /** Each vector with each of its initialisations. */
  static Stream<Arguments> initialisations() {
    return Golden.ofKind(GoldenLayer.KINDS).stream().flatMap(golden ->
        StreamSupport.stream(((Iterable<String>) () -> golden.at("outputs").fieldNames()).spliterator(), false)
            .filter(key -> key.startsWith("initialisation")).flatMap(key -> Execution.each(golden, key)));
  }

  static Stream<Arguments> batchNorms() {
    return Golden.ofKind("batch_norm").stream().flatMap(Execution::eachEngine);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void outputAndGradients(Golden golden, Execution execution) {
    GoldenLayer layer = GoldenLayer.of(golden, "x", null);
    Graph graph = Graph.selfContained(execution.type(), golden.shape("inputs", "x")[0], 1);
    SDVariable output = layer.apply(graph, graph.input("x", golden.longShape("inputs", "x")));
    SDVariable loss = graph.input("upstream", golden.longShape("inputs", "upstream")).mul(output).sum();

    Map<String, double[]> inputs = layer.values(false);
    inputs.put("x", golden.array("inputs", "x"));
    inputs.put("upstream", golden.array("inputs", "upstream"));
    List<String> by = new ArrayList<>(layer.parameters().stream().map(Parameter::name).toList());
    by.add("x");
    Map<String, SDVariable> wanted = new HashMap<>(Map.of("output", output));
    if (golden.has("outputs", "effective_weight")) {
      wanted.put("effective_weight", graph.weight(layer.weightNorms().get(0)));
    }
    graph.recorded().forEach((name, value) -> {
      if (golden.has("outputs", STATISTICS.get(name))) {
        wanted.put(STATISTICS.get(name), value);
      }
    });
    if (golden.has("parameters", "reshape_after")) {
      int[] shape = Golden.integers(golden.at("parameters", "reshape_after"));
      wanted.put("output_reshaped", new Reshape(Arrays.copyOfRange(shape, 1, shape.length)).apply(graph, output));
    }
    Evaluation actual = Evaluation.of(execution, graph, inputs, wanted, loss, by);

    actual.outputs().forEach((name, values) -> golden.checkOutput(execution, values, "outputs", name));
    by.forEach(name -> golden.checkGradient(execution, actual.gradients().get(name),
        "gradients", "upstream", "wrt", name.equals("x") ? name : GoldenLayer.key(name)));
  }

  /** The graph gets the effective weight and gives the derivative by it; the rest happens in loops. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("weightNorms")
  void normalisationOutsideOfTheGraph(Golden golden, Execution execution) {
    GoldenLayer layer = GoldenLayer.of(golden, "x", null);
    WeightNorm norm = layer.weightNorms().get(0);
    String direction = GoldenLayer.key(norm.direction().name());
    String scale = GoldenLayer.key(norm.scale().name());
    Graph graph = Graph.training(golden.shape("inputs", "x")[0], 1);
    SDVariable output = layer.apply(graph, graph.input("x", golden.longShape("inputs", "x")));
    SDVariable loss = graph.input("upstream", golden.longShape("inputs", "upstream")).mul(output).sum();

    FusedWeightNorm loops = new FusedWeightNorm(norm);
    float[] values = new float[norm.direction().size() + norm.scale().size()];
    System.arraycopy(golden.floats("parameters", direction), 0, values, 0, norm.direction().size());
    System.arraycopy(
        golden.floats("parameters", scale), 0, values, norm.direction().size(), norm.scale().size());
    float[] weight = new float[norm.direction().size()];
    loops.forward(values, 0, weight.length, weight);

    Map<String, double[]> inputs = layer.values(false);
    inputs.put(norm.name(), Evaluation.widen(weight));
    inputs.put("x", golden.array("inputs", "x"));
    inputs.put("upstream", golden.array("inputs", "upstream"));
    Evaluation actual = Evaluation.of(
        execution, graph, inputs, Map.of("output", output), loss, List.of(norm.name(), "x"));
    float[] gradient = new float[values.length];
    loops.backward(
        values, 0, Evaluation.narrow(actual.gradients().get(norm.name())), gradient, 0, weight.length);

    if (golden.has("outputs", "effective_weight")) {
      golden.checkOutput(execution, Evaluation.widen(weight), "outputs", "effective_weight");
    }
    golden.checkOutput(execution, actual.outputs().get("output"), "outputs", "output");
    double[] all = Evaluation.widen(gradient);
    golden.checkGradient(execution, Arrays.copyOf(all, weight.length),
        "gradients", "upstream", "wrt", direction);
    golden.checkGradient(execution, Arrays.copyOfRange(all, weight.length, all.length),
        "gradients", "upstream", "wrt", scale);
    golden.checkGradient(execution, actual.gradients().get("x"), "gradients", "upstream", "wrt", "x");
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("initialisations")
  void initialisingPass(Golden golden, String initialisation, Execution execution) {
    int rows = golden.shape("inputs", "x_init")[0];
    GoldenLayer layer = GoldenLayer.of(golden, "x_init", initialisation);
    Graph graph = Graph.selfContained(execution.type(), rows, 1);
    SDVariable output = layer.initialise(graph, graph.input("x", golden.longShape("inputs", "x_init")));
    Map<String, double[]> inputs = layer.values(true);
    inputs.put("x", golden.array("inputs", "x_init"));
    Map<String, SDVariable> wanted = new HashMap<>(graph.recorded());
    wanted.put("output", output);
    Evaluation first = Evaluation.of(execution, graph, inputs, wanted, null, List.of());

    golden.checkOutput(execution, first.outputs().get("output"),
        "outputs", initialisation, "output_of_the_initialising_pass");
    for (String name : graph.recorded().keySet()) {
      golden.checkOutput(execution, first.outputs().get(name),
          "outputs", initialisation, GoldenLayer.key(name) + "_after");
    }

    Graph ordinary = Graph.selfContained(execution.type(), rows, 1);
    SDVariable after = layer.apply(ordinary, ordinary.input("x", golden.longShape("inputs", "x_init")));
    graph.recorded().keySet().forEach(name -> inputs.put(name, first.outputs().get(name)));
    Evaluation second = Evaluation.of(execution, ordinary, inputs, Map.of("output", after), null, List.of());
    golden.checkOutput(execution, second.outputs().get("output"),
        "outputs", initialisation, "output_of_an_ordinary_pass_after");
  }

  /** An exported layer has statistics of its own as constants. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("batchNorms")
  void batchNormWithGivenStatistics(Golden golden, Execution execution) {
    Map<String, String> keys = Map.of(
        "layer.mean", "running_mean_before", "layer.variance", "running_variance_before", "layer.b", "b");
    Graph graph = Graph.exported(name -> golden.floats("parameters", keys.get(name)));
    SDVariable output = GoldenLayer.of(golden, "x", null)
        .apply(graph, graph.input("x", golden.longShape("inputs", "x")));
    Evaluation actual = Evaluation.of(execution, graph, Map.of("x", golden.array("inputs", "x")),
        Map.of("output", output), null, List.of());
    golden.checkOutput(execution, actual.outputs().get("output"), "outputs", "output_with_running_statistics");
  }
}
