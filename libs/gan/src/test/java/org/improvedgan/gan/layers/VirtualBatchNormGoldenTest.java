package org.improvedgan.gan.layers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.improvedgan.gan.Evaluation;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.Golden;
import org.improvedgan.gan.GraphCase;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;

/** Statistics, outputs and gradients of both batches, also where the reference statistics are given. */
class VirtualBatchNormGoldenTest {
  static Stream<Arguments> vectors() {
    return Golden.ofKind("virtual_batch_norm").stream().flatMap(golden ->
        Stream.of("live", "reference").flatMap(batch -> Execution.each(golden, batch)));
  }

  static Stream<Arguments> alone() {
    return Golden.ofKind("virtual_batch_norm").stream().flatMap(Execution::each);
  }

  private static VirtualBatchNorm layer(Golden golden) {
    int[] reference = golden.shape("inputs", "reference");
    return reference.length == 4
        ? VirtualBatchNorm.ofMaps("layer", reference[1], reference[0])
        : VirtualBatchNorm.ofUnits("layer", reference[1], reference[0]);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void bothBatches(Golden golden, String batch, Execution execution) {
    var test = new GraphCase(golden, execution, golden.shape("inputs", "live")[0]);
    SDVariable live = test.input("live");
    SDVariable reference = test.input("reference");
    VirtualBatchNorm layer = layer(golden);
    layer.parameters().forEach(parameter -> test.set(parameter, parameter.name().replace("layer.", "")));
    WithReference output = layer.apply(test.graph(), WithReference.of(live, reference));
    test.want("live_output", output.live());
    test.want("reference_output", output.reference().orElseThrow());
    test.want(test.graph().recorded());
    SDVariable of = batch.equals("live") ? output.live() : output.reference().orElseThrow();
    Evaluation actual = test.check(batch, test.loss("upstream_" + batch, of));

    double[] mean = actual.outputs().get(layer.meanName());
    double[] variance = actual.outputs().get(layer.varianceName());
    golden.checkOutput(execution, mean, "outputs", "reference_mean");
    golden.checkOutput(execution, IntStream.range(0, mean.length)
        .mapToDouble(i -> variance[i] + mean[i] * mean[i]).toArray(), "outputs", "reference_mean_square");
    golden.checkOutput(execution, IntStream.range(0, mean.length)
        .mapToDouble(i -> Math.sqrt(variance[i] + golden.number("parameters", "epsilon"))).toArray(),
        "outputs", "reference_std");
  }

  /** What an exported generator does, and one whose reference pass is not differentiated. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("alone")
  void liveBatchWithGivenStatistics(Golden golden, Execution execution) {
    var test = new GraphCase(golden, execution, golden.shape("inputs", "live")[0]);
    VirtualBatchNorm layer = layer(golden);
    layer.parameters().forEach(parameter -> test.set(parameter, parameter.name().replace("layer.", "")));
    setStatistics(golden, test, layer, "");
    SDVariable live = test.input("live");
    test.want("live_output", layer.apply(test.graph(), WithReference.live(live)).live());
    test.checkOutputs();
  }

  static Stream<Arguments> twoLayers() {
    return Golden.ofKind("virtual_batch_norm_two_layers").stream().flatMap(Execution::each);
  }

  /** Both batches go through both layers: gradients that come through the reference batch are part of the result. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("twoLayers")
  void throughTheReferencePass(Golden golden, Execution execution) {
    var test = new GraphCase(golden, execution, golden.shape("inputs", "z_live")[0]);
    var generator = new TwoLayers(golden, test);
    WithReference output =
        generator.apply(test, WithReference.of(test.input("z_live"), test.input("z_reference")));
    test.want("output", output.live());
    test.want("reference_output", output.reference().orElseThrow());
    test.want(test.graph().recorded());
    Evaluation actual = test.check("through_the_reference_pass", test.loss("upstream", output.live()));
    for (int i = 1; i <= 2; i++) {
      VirtualBatchNorm norm = i == 1 ? generator.norm1 : generator.norm2;
      double[] mean = actual.outputs().get(norm.meanName());
      double[] variance = actual.outputs().get(norm.varianceName());
      golden.checkOutput(execution, mean, "outputs", "reference_mean_" + i);
      golden.checkOutput(execution, IntStream.range(0, mean.length)
          .mapToDouble(j -> variance[j] + mean[j] * mean[j]).toArray(), "outputs", "reference_mean_square_" + i);
    }
  }

  /** With the statistics as inputs, the same output has other gradients. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("twoLayers")
  void referenceHeldConstant(Golden golden, Execution execution) {
    var test = new GraphCase(golden, execution, golden.shape("inputs", "z_live")[0]);
    var generator = new TwoLayers(golden, test);
    setStatistics(golden, test, generator.norm1, "_1");
    setStatistics(golden, test, generator.norm2, "_2");
    SDVariable output = generator.apply(test, WithReference.live(test.input("z_live"))).live();
    test.want("output", output);
    test.check("reference_held_constant", test.loss("upstream", output));
  }

  private static void setStatistics(Golden golden, GraphCase test, VirtualBatchNorm norm, String layer) {
    double[] mean = golden.array("outputs", "reference_mean" + layer);
    double[] square = golden.array("outputs", "reference_mean_square" + layer);
    test.set(norm.meanName(), mean);
    test.set(norm.varianceName(),
        IntStream.range(0, mean.length).mapToDouble(i -> square[i] - mean[i] * mean[i]).toArray());
  }

  /** Linear, virtual batch norm, ReLU, transposed convolution, virtual batch norm, ReLU. */
  private static final class TwoLayers {
    private final Dense dense;
    private final Reshape reshape;
    private final TransposedConvolution convolution;
    private final VirtualBatchNorm norm1;
    private final VirtualBatchNorm norm2;

    TwoLayers(Golden golden, GraphCase test) {
      int[] w1 = golden.shape("parameters", "W1");
      int[] w2 = golden.shape("parameters", "W2");
      int stride = golden.at("parameters", "stride").get(0).asInt();
      int pad = golden.at("parameters", "pads_top_left_bottom_right").get(0).asInt();
      int more = golden.at("parameters", "output_padding").get(0).asInt();
      Window window = Window.transposed(w2[2], stride, pad, more);
      int[] output = golden.shape("inputs", "upstream");
      int height = IntStream.range(1, w1[1] + 1).filter(h -> window.enlarged(h) == output[2]).findFirst().orElseThrow();
      int references = golden.shape("inputs", "z_reference")[0];
      dense = Dense.withBias("first", w1[0], w1[1], Initialiser.constant(0));
      reshape = new Reshape(w2[0], height, w1[1] / w2[0] / height);
      convolution =
          TransposedConvolution.withBias("second", w2[0], w2[1], window, Initialiser.constant(0), 0);
      norm1 = VirtualBatchNorm.ofMaps("norm1", w2[0], references);
      norm2 = VirtualBatchNorm.ofMaps("norm2", w2[1], references);
      set(test, dense.parameters(), "W1", "b1");
      set(test, norm1.parameters(), "gamma1", "beta1");
      set(test, convolution.parameters(), "W2", "b2");
      set(test, norm2.parameters(), "gamma2", "beta2");
    }

    private static void set(GraphCase test, List<Parameter> parameters, String... keys) {
      IntStream.range(0, keys.length).forEach(i -> test.set(parameters.get(i), keys[i]));
    }

    WithReference apply(GraphCase test, WithReference z) {
      Graph graph = test.graph();
      WithReference maps = norm1.apply(graph, z.through(graph, dense).through(graph, reshape))
          .through(graph, Activation.RELU).through(graph, convolution);
      return norm2.apply(graph, maps).through(graph, Activation.RELU);
    }
  }

  @Test
  void needsReferenceExamples() {
    assertThatThrownBy(() -> VirtualBatchNorm.ofUnits("h1", 3, 0))
        .hasMessage("The reference batch of h1 must have at least one example, not 0.");
  }
}
