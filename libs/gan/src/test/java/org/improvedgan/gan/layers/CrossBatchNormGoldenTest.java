package org.improvedgan.gan.layers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.improvedgan.gan.Evaluation;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.Golden;
import org.improvedgan.gan.GraphCase;
import org.improvedgan.gan.graph.Graph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;

/** Statistics, output and gradients of the ImageNet discriminator's cross batch normalisation. */
class CrossBatchNormGoldenTest {
  static Stream<Arguments> vectors() {
    return Golden.ofKind("cross_batch_norm").stream().flatMap(Execution::each);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void normalisesEachHalfOfTheChannelsByItsHalfOfTheBatch(Golden golden, Execution execution) {
    int[] shape = golden.shape("inputs", "x");
    var test = new GraphCase(golden, execution, shape[0]);
    SDVariable x = test.input("x");
    CrossBatchNorm layer = shape.length == 4
        ? CrossBatchNorm.ofMaps("layer", shape[1]) : CrossBatchNorm.ofUnits("layer", shape[1]);
    layer.parameters().forEach(parameter -> test.set(parameter, parameter.name().replace("layer.", "")));
    SDVariable output = layer.apply(test.graph(), x);
    test.want("output", output);
    test.want(test.graph().recorded());
    Evaluation actual = test.check("upstream", test.loss("upstream", output));
    for (String statistic : new String[] {"mean", "variance"}) {
      double[] all = actual.outputs().get("layer." + statistic);
      golden.checkOutput(
          execution, Arrays.copyOfRange(all, 0, shape[1] / 2), "outputs", statistic + "_real_half");
      golden.checkOutput(
          execution, Arrays.copyOfRange(all, shape[1] / 2, shape[1]), "outputs", statistic + "_fake_half");
    }
  }

  @Test
  void refusesWhatCannotBeHalved() {
    assertThatThrownBy(() -> CrossBatchNorm.ofUnits("h", 5))
        .hasMessage("Cross batch normalisation halves its units: h needs an even number of them, not 5.");
    Graph graph = Graph.training(5, 1);
    assertThatThrownBy(() -> CrossBatchNorm.ofUnits("h", 4).apply(graph, graph.input("x", 5, 4)))
        .hasMessage(
            "Cross batch normalisation needs as many generated examples as real ones, but h got 5 in all.");
  }
}
