package org.improvedgan.gan.layers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.improvedgan.gan.Evaluation;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.Golden;
import org.improvedgan.gan.GraphCase;
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
    double[] mean = golden.array("outputs", "reference_mean");
    double[] square = golden.array("outputs", "reference_mean_square");
    test.set(layer.meanName(), mean);
    test.set(layer.varianceName(),
        IntStream.range(0, mean.length).mapToDouble(i -> square[i] - mean[i] * mean[i]).toArray());
    SDVariable live = test.input("live");
    test.want("live_output", layer.apply(test.graph(), WithReference.live(live)).live());
    test.checkOutputs();
  }

  @Test
  void needsReferenceExamples() {
    assertThatThrownBy(() -> VirtualBatchNorm.ofUnits("h1", 3, 0))
        .hasMessage("The reference batch of h1 must have at least one example, not 0.");
  }
}
