package org.improvedgan.gan.layers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.improvedgan.gan.Evaluation;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.Golden;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;

/** Outputs, gradients and initialising passes of each layer, in double precision and by each engine. */
class LayersGoldenTest {
  private static final String[] KINDS = {"dense_scaled", "dense_l2_normalised", "dense_batch_norm", "minibatch"};

  static Stream<Arguments> vectors() {
    return Golden.ofKind(KINDS).stream().flatMap(Execution::each);
  }

  static Stream<Arguments> initialisations() {
    return vectors().filter(arguments -> ((Golden) arguments.get()[0]).has("outputs", "initialisation"));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void outputAndGradients(Golden golden, Execution execution) {
    int rows = golden.shape("inputs", "x")[0];
    int features = golden.array("inputs", "x").length / rows;
    Graph graph = Graph.selfContained(execution.type(), rows, 1);
    Layer layer = layer(golden, features);
    SDVariable x = graph.input("x", rows, features);
    SDVariable output = activate(golden, graph, layer.apply(graph, x));
    int width = golden.shape("outputs", "output")[1];
    SDVariable loss = graph.input("upstream", rows, width).mul(output).sum();

    Map<String, double[]> inputs = parameters(golden, layer, "");
    inputs.put("x", golden.array("inputs", "x"));
    inputs.put("upstream", golden.array("inputs", "upstream"));
    List<String> by = new ArrayList<>(layer.parameters().stream().map(parameter -> parameter.name()).toList());
    by.add("x");
    Map<String, SDVariable> wanted = new HashMap<>(Map.of("output", output));
    if (golden.has("outputs", "effective_weight")) {
      wanted.put("effective_weight", graph.weight(layer.weightNorms().get(0)));
    }
    Evaluation actual = Evaluation.of(execution, graph, inputs, wanted, loss, by);

    actual.outputs().forEach((name, values) -> golden.checkOutput(execution, values, "outputs", name));
    by.forEach(name -> golden.checkGradient(
        execution, actual.gradients().get(name), "gradients", "upstream", "wrt", name.replace("layer.", "")));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("initialisations")
  void initialisingPass(Golden golden, Execution execution) {
    int rows = golden.shape("inputs", "x_init")[0];
    double[] x = golden.array("inputs", "x_init");
    Layer layer = layer(golden, x.length / rows);
    Graph graph = Graph.selfContained(execution.type(), rows, 1);
    SDVariable output = activate(golden, graph, layer.initialise(graph, graph.input("x", rows, x.length / rows)));
    Map<String, double[]> inputs = parameters(golden, layer, "_before_init");
    inputs.put("x", x);
    Map<String, SDVariable> wanted = new HashMap<>(graph.recorded());
    wanted.put("output", output);
    Evaluation first = Evaluation.of(execution, graph, inputs, wanted, null, List.of());

    golden.checkOutput(
        execution, first.outputs().get("output"), "outputs", "initialisation", "output_of_the_initialising_pass");
    for (String name : graph.recorded().keySet()) {
      golden.checkOutput(
          execution, first.outputs().get(name), "outputs", "initialisation", name.replace("layer.", "") + "_after");
    }

    Graph ordinary = Graph.selfContained(execution.type(), rows, 1);
    SDVariable after = activate(golden, ordinary, layer.apply(ordinary, ordinary.input("x", rows, x.length / rows)));
    graph.recorded().keySet().forEach(name -> inputs.put(name, first.outputs().get(name)));
    Evaluation second = Evaluation.of(execution, ordinary, inputs, Map.of("output", after), null, List.of());
    golden.checkOutput(
        execution, second.outputs().get("output"), "outputs", "initialisation", "output_of_an_ordinary_pass_after");
  }

  private static Layer layer(Golden golden, int features) {
    return switch (golden.kind()) {
      case "dense_scaled" -> new ScaledDense(
          "layer", features, golden.shape("parameters", "b")[0], golden.at("parameters", "train_scale").asBoolean());
      case "dense_l2_normalised" -> new L2NormalisedDense("layer", features, golden.shape("parameters", "b")[0], 1);
      case "dense_batch_norm" -> denseBatchNorm(features, golden.shape("parameters", "b")[0]);
      case "minibatch" -> new MinibatchDiscrimination("layer", features,
          golden.at("parameters", "num_kernels").asInt(), golden.at("parameters", "dim_per_kernel").asInt());
      default -> throw new IllegalArgumentException(golden.kind());
    };
  }

  private static Layer denseBatchNorm(int features, int units) {
    Dense dense = Dense.withoutBias("layer", features, units, Initialiser.constant(0));
    BatchNorm norm = BatchNorm.ofUnits("layer", units, false);
    return new Layer() {
      @Override
      public List<Parameter> parameters() {
        return Stream.concat(dense.parameters().stream(), norm.parameters().stream()).toList();
      }

      @Override
      public SDVariable apply(Graph graph, SDVariable input) {
        return norm.apply(graph, dense.apply(graph, input));
      }
    };
  }

  private static SDVariable activate(Golden golden, Graph graph, SDVariable value) {
    String name = golden.has("parameters", "activation") ? golden.text("parameters", "activation") : "identity";
    return switch (name) {
      case "identity" -> value;
      case "relu" -> Activation.RELU.apply(graph, value);
      case "softplus" -> Activation.SOFTPLUS.apply(graph, value);
      case "sigmoid" -> Activation.SIGMOID.apply(graph, value);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Map<String, double[]> parameters(Golden golden, Layer layer, String suffix) {
    Map<String, double[]> values = new HashMap<>();
    layer.parameters().forEach(parameter -> {
      String name = parameter.name().replace("layer.", "");
      String key = golden.has("parameters", name + suffix) ? name + suffix : name;
      values.put(parameter.name(), golden.array("parameters", key));
    });
    return values;
  }
}
