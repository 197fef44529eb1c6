package org.improvedgan.gan.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.improvedgan.gan.Golden;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.graph.WeightNorm;
import org.nd4j.autodiff.samediff.SDVariable;

/** The layer that a vector describes, with its activation and all it says of itself; its name is {@code layer}. */
record GoldenLayer(Golden golden, List<Layer> steps) {
  static final String[] KINDS = {"dense_scaled", "dense_l2_normalised", "dense_batch_norm", "batch_norm",
      "minibatch", "weight_norm", "weight_norm_june_2016"};
  private static final String NAME = "layer";

  /** The layer for data of this key, with one of its initialisations: a key of the outputs, or null. */
  static GoldenLayer of(Golden golden, String data, String initialisation) {
    List<Layer> steps = new ArrayList<>();
    int[] x = golden.shape("inputs", data);
    switch (golden.kind()) {
      case "dense_scaled" -> steps.add(new ScaledDense(
          NAME, x[1], units(golden), golden.at("parameters", "train_scale").asBoolean()));
      case "dense_l2_normalised" -> steps.add(new L2NormalisedDense(NAME, x[1], units(golden), 1));
      case "dense_batch_norm" -> {
        steps.add(Dense.withoutBias(NAME, x[1], units(golden), Initialiser.constant(0)));
        steps.add(BatchNorm.ofUnits(NAME, units(golden), false));
      }
      case "batch_norm" -> steps.add(
          x.length == 4 ? BatchNorm.ofMaps(NAME, x[1], false) : BatchNorm.ofUnits(NAME, x[1], false));
      case "minibatch" -> {
        int features = IntStream.of(x).skip(1).reduce(1, (a, b) -> a * b);
        steps.add(new MinibatchDiscrimination(NAME, features,
            golden.at("parameters", "num_kernels").asInt(), golden.at("parameters", "dim_per_kernel").asInt()));
      }
      case "weight_norm", "weight_norm_june_2016" -> steps.add(weightNorm(golden, x[1], form(golden, initialisation)));
      default -> throw new IllegalArgumentException(golden.kind());
    }
    activation(golden).ifPresent(steps::add);
    return new GoldenLayer(golden, steps);
  }

  private static int units(Golden golden) {
    return golden.shape("parameters", "b")[0];
  }

  private static WeightNormForm form(Golden golden, String initialisation) {
    boolean trained = golden.has("parameters", "train_g") && golden.at("parameters", "train_g").asBoolean();
    WeightNormForm form = golden.kind().endsWith("june_2016") ? WeightNormForm.june2016(trained)
        : WeightNormForm.released(trained,
            initialisation == null ? 1 : golden.number("outputs", initialisation, "init_stdv"));
    assertThat(form.epsilon()).isEqualTo(golden.number("parameters", "epsilon"));
    return form;
  }

  private static Layer weightNorm(Golden golden, int inputs, WeightNormForm form) {
    return switch (golden.text("parameters", "layer")) {
      case "dense" -> new WeightNormDense(NAME, inputs, units(golden), form);
      case "nin" -> new NetworkInNetwork(NAME, inputs, units(golden), form);
      case "conv" -> new WeightNormConvolution(NAME, inputs, units(golden),
          Window.padded(only(golden, "kernel"), only(golden, "stride"), only(golden, "pads_top_left_bottom_right")),
          form);
      case "deconv" -> new WeightNormTransposedConvolution(NAME, inputs, units(golden),
          Window.transposed(only(golden, "kernel"), only(golden, "stride"),
              only(golden, "pads_top_left_bottom_right"), only(golden, "output_padding")), form);
      default -> throw new IllegalArgumentException(golden.text("parameters", "layer"));
    };
  }

  /** The number that a list repeats for all directions. */
  static int only(Golden golden, String key) {
    List<Integer> values = new ArrayList<>();
    golden.at("parameters", key).forEach(node -> values.add(node.asInt()));
    assertThat(values).as(golden + " " + key).containsOnly(values.get(0));
    return values.get(0);
  }

  private static Optional<Layer> activation(Golden golden) {
    String name = golden.has("parameters", "activation") ? golden.text("parameters", "activation") : "identity";
    double slope = golden.has("parameters", "lrelu_slope") ? golden.number("parameters", "lrelu_slope") : 0.2;
    return Activations.named(name, slope);
  }

  List<Parameter> parameters() {
    return steps.stream().flatMap(step -> step.parameters().stream()).toList();
  }

  List<WeightNorm> weightNorms() {
    return steps.stream().flatMap(step -> step.weightNorms().stream()).toList();
  }

  SDVariable apply(Graph graph, SDVariable input) {
    SDVariable value = input;
    for (Layer step : steps) {
      value = step.apply(graph, value);
    }
    return value;
  }

  SDVariable initialise(Graph graph, SDVariable input) {
    SDVariable value = input;
    for (Layer step : steps) {
      value = step.initialise(graph, value);
    }
    return value;
  }

  /** What the vector calls a parameter, or another thing that is named after the layer. */
  static String key(String name) {
    return name.substring(NAME.length() + 1);
  }

  /** Values of all parameters; those before the initialising pass where the vector has such. */
  Map<String, double[]> values(boolean beforeInitialisation) {
    Map<String, double[]> values = new HashMap<>();
    parameters().forEach(parameter -> {
      String key = key(parameter.name());
      String before = key + "_before_init";
      boolean other = beforeInitialisation && golden.has("parameters", before);
      values.put(parameter.name(), golden.array("parameters", other ? before : key));
    });
    return values;
  }
}
