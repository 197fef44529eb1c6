package org.improvedgan.gan.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.improvedgan.gan.Evaluation;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.Golden;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/** Geometry of the ImageNet networks. The vectors have TensorFlow's layout, the channels last. */
class TensorFlowSameGoldenTest {
  /** To [examples, channels, height, width] and to [first, second, height, width] of weights, and back. */
  private static final int[] CHANNELS_FIRST = {0, 3, 1, 2};
  private static final int[] CHANNELS_LAST = {0, 2, 3, 1};
  private static final int[] TO_WEIGHT = {3, 2, 0, 1};
  private static final int[] FROM_WEIGHT = {2, 3, 1, 0};

  static Stream<Arguments> vectors() {
    return Golden.ofKind("tensorflow_same").stream().flatMap(Execution::each);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void outputAndGradients(Golden golden, Execution execution) {
    assertThat(golden.text("parameters", "padding")).isEqualTo("SAME");
    int[] weight = golden.shape("parameters", "weight");
    assertThat(weight[0]).isEqualTo(weight[1]);
    Window window = Window.same(weight[0], GoldenLayer.only(golden, "stride"));
    int inputs = golden.shape("inputs", "x")[3];
    int outputs = golden.shape("parameters", "bias")[0];
    Layer layer = golden.text("parameters", "operation").equals("conv")
        ? new Convolution("layer", inputs, outputs, window, Initialiser.constant(0))
        : TransposedConvolution.withBias("layer", inputs, outputs, window, Initialiser.constant(0), 0);
    long[] x = permuted(golden.longShape("inputs", "x"), CHANNELS_FIRST);
    long[] upstream = permuted(golden.longShape("inputs", "upstream"), CHANNELS_FIRST);

    Graph graph = Graph.selfContained(execution.type(), (int) x[0], 1);
    SDVariable output = layer.apply(graph, graph.input("x", x));
    SDVariable loss = graph.input("upstream", upstream).mul(output).sum();
    Map<String, double[]> values = Map.of(
        "x", permuted(golden, CHANNELS_FIRST, "inputs", "x"),
        "upstream", permuted(golden, CHANNELS_FIRST, "inputs", "upstream"),
        "layer.W", permuted(golden, TO_WEIGHT, "parameters", "weight"),
        "layer.b", golden.array("parameters", "bias"));
    Evaluation actual = Evaluation.of(
        execution, graph, values, Map.of("output", output), loss, List.of("x", "layer.W", "layer.b"));

    golden.checkOutput(
        execution, permuted(actual.outputs().get("output"), upstream, CHANNELS_LAST), "outputs", "output");
    golden.checkGradient(execution, permuted(actual.gradients().get("x"), x, CHANNELS_LAST),
        "gradients", "upstream", "wrt", "x");
    golden.checkGradient(execution,
        permuted(actual.gradients().get("layer.W"), permuted(golden.longShape("parameters", "weight"), TO_WEIGHT),
            FROM_WEIGHT), "gradients", "upstream", "wrt", "weight");
    golden.checkGradient(execution, actual.gradients().get("layer.b"), "gradients", "upstream", "wrt", "bias");
  }

  private static long[] permuted(long[] shape, int[] order) {
    return Stream.of(0, 1, 2, 3).mapToLong(i -> shape[order[i]]).toArray();
  }

  private static double[] permuted(Golden golden, int[] order, String... path) {
    return permuted(golden.array(path), golden.longShape(path), order);
  }

  private static double[] permuted(double[] values, long[] shape, int[] order) {
    return Nd4j.createFromArray(values).reshape(shape).permute(order).dup('c').data().asDouble();
  }
}
