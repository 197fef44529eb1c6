package org.improvedgan.gan.optimisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.improvedgan.gan.Evaluation;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.graph.WeightNorm;
import org.improvedgan.gan.random.CounterRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The loops of weight normalisation, in floats, against the formula inside a graph that SameDiff differentiates in
 * double precision, for every layout of V. Sums run over at most 300 values, so floats are right to about 1e-5 of the
 * largest.
 */
class FusedWeightNormTest {
  private static final double RELATIVE = 1e-5;

  static Stream<Arguments> layouts() {
    return Stream.of(
        Arguments.of("dense, no epsilon", WeightNorm.ofColumns("W", v(37, 11), s(11), 0, false)),
        Arguments.of("dense or 1x1", WeightNorm.ofColumns("W", v(300, 7), s(7), 1e-6, false)),
        Arguments.of("minibatch discrimination", WeightNorm.ofColumns("W", v(13, 6, 5), s(6, 5), 0, true)),
        Arguments.of("convolution", WeightNorm.ofConvolution("W", v(6, 4, 3, 3), s(6), 1e-6)),
        Arguments.of("transposed convolution", WeightNorm.ofTransposedConvolution("W", v(5, 3, 5, 5), s(3), 1e-6)),
        Arguments.of("one by one kernel", WeightNorm.ofTransposedConvolution("W", v(5, 3, 1, 1), s(3), 1e-6)));
  }

  private static Parameter v(int... shape) {
    return new Parameter("V", shape, true, Initialiser.gaussian(0.3));
  }

  private static Parameter s(int... shape) {
    return new Parameter("s", shape, true, Initialiser.gaussian(1, 0.5));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layouts")
  void sameAsInsideAGraph(String layout, WeightNorm norm) {
    int size = norm.direction().size();
    int units = norm.units();
    // V and s do not lie at the beginning, nor next to each other.
    int atV = 3;
    int atS = atV + size + 2;
    float[] values = new float[atS + units + 1];
    norm.direction().start().fill(values, atV, size, 1);
    norm.scale().start().fill(values, atS, units, 2);
    float[] byWeight = new float[size];
    CounterRandom.gaussian(3, 1, byWeight, 0, size);

    float[] weight = new float[size];
    float[] gradient = new float[size + units];
    FusedWeightNorm loops = new FusedWeightNorm(norm);
    loops.forward(values, atV, atS, weight);
    loops.backward(values, atV, byWeight, gradient, 0, size);
    float[] frozen = new float[size + units];
    loops.forward(values, atV, atS, weight);
    loops.backward(values, atV, byWeight, frozen, 0, -1);

    Evaluation expected =
        insideAGraph(norm, part(values, atV, size), part(values, atS, units), part(byWeight, 0, size));
    assertClose(part(weight, 0, size), expected.outputs().get("W"));
    assertClose(part(gradient, 0, size), expected.gradients().get("V"));
    assertClose(part(gradient, size, units), expected.gradients().get("s"));
    assertThat(part(frozen, 0, size)).isEqualTo(part(gradient, 0, size));
    assertThat(part(frozen, size, units)).containsOnly(0);
  }

  private static Evaluation insideAGraph(WeightNorm norm, double[] v, double[] s, double[] byWeight) {
    Graph graph = Graph.selfContained(Execution.DOUBLE.type(), 1, 1);
    SDVariable weight = graph.weight(norm);
    SDVariable loss = graph.input("byWeight", norm.direction().longShape()).mul(weight).sum();
    return Evaluation.of(Execution.DOUBLE, graph, Map.of("V", v, "s", s, "byWeight", byWeight),
        Map.of("W", weight), loss, List.of("V", "s"));
  }

  private static double[] part(float[] values, int offset, int length) {
    double[] result = new double[length];
    for (int i = 0; i < length; i++) {
      result[i] = values[offset + i];
    }
    return result;
  }

  private static void assertClose(double[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as("[%d]", i).isCloseTo(expected[i], within(RELATIVE * largest));
    }
  }
}
