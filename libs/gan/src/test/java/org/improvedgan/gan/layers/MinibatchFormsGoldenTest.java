package org.improvedgan.gan.layers;

import java.util.stream.Stream;
import org.improvedgan.gan.Evaluation;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.Golden;
import org.improvedgan.gan.GraphCase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;

/** The two forms of minibatch discrimination beside the released scripts' one: as printed, and the ImageNet model's. */
class MinibatchFormsGoldenTest {
  static Stream<Arguments> paper() {
    return Golden.ofKind("minibatch_paper").stream().flatMap(Execution::each);
  }

  static Stream<Arguments> imagenet() {
    return Golden.ofKind("minibatch_imagenet").stream().flatMap(Execution::each);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("paper")
  void asPrinted(Golden golden, Execution execution) {
    int[] input = golden.shape("inputs", "f");
    int[] tensor = golden.shape("parameters", "T");
    int width = input[1] + tensor[1];
    var test = new GraphCase(golden, execution, input[0]);
    SDVariable f = test.input("f");
    var layer = new PaperMinibatchDiscrimination("layer", input[1], tensor[1], tensor[2], true);
    test.set(layer.parameters().get(0), "T");
    SDVariable output = layer.apply(test.graph(), f);
    test.want("output", output);
    var others = new PaperMinibatchDiscrimination("layer", input[1], tensor[1], tensor[2], false);
    test.want("of the others", others.apply(test.graph(), f));
    Evaluation actual = test.check("upstream", test.loss("upstream", output));
    golden.checkOutput(execution, GraphCase.columns(actual.outputs().get("output"), width, input[1], width),
        "outputs", "o_including_self");
    golden.checkOutput(execution, GraphCase.columns(actual.outputs().get("of the others"), width, input[1], width),
        "outputs", "o_excluding_self");
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("imagenet")
  void realAndGeneratedHalves(Golden golden, Execution execution) {
    int[] input = golden.shape("inputs", "h");
    int kernels = golden.at("parameters", "n_kernels").asInt();
    var test = new GraphCase(golden, execution, input[0]);
    SDVariable h = test.input("h");
    var layer = new HalvesMinibatchDiscrimination(
        "layer", input[1], kernels, golden.at("parameters", "dim_per_kernel").asInt());
    test.set(layer.parameters().get(0), "weight");
    test.set(layer.parameters().get(1), "bias");
    SDVariable output = layer.apply(test.graph(), h);
    test.want("output", output);
    Evaluation actual = test.check("upstream", test.loss("upstream", output));
    double[] rows = actual.outputs().get("output");
    int real = input[1] + kernels;
    golden.checkOutput(execution, GraphCase.columns(rows, layer.outputs(), input[1], real),
        "outputs", "f1_against_real_half");
    golden.checkOutput(execution, GraphCase.columns(rows, layer.outputs(), real, layer.outputs()),
        "outputs", "f2_against_fake_half");
  }
}
