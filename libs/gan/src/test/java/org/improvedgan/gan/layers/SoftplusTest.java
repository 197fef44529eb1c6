package org.improvedgan.gan.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.improvedgan.gan.Evaluation;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.graph.Graph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SDVariable;

/** log(1 + exp(x)), with neither a switch to the identity nor an overflow, and its derivative 1 / (1 + exp(-x)). */
class SoftplusTest {
  private static final double[] X = {-200, -90, -30, -2, 0, 3, 19, 21, 50, 90, 200};

  @ParameterizedTest
  @EnumSource
  void exactAnywhere(Execution execution) {
    Graph graph = Graph.selfContained(execution.type(), X.length, 1);
    SDVariable y = Activation.SOFTPLUS.apply(graph, graph.input("x", X.length, 1));
    Evaluation actual =
        Evaluation.of(execution, graph, Map.of("x", X), Map.of("y", y), y.sum(), List.of("x"));
    for (int i = 0; i < X.length; i++) {
      double expected = Math.max(X[i], 0) + Math.log1p(Math.exp(-Math.abs(X[i])));
      assertThat(actual.outputs().get("y")[i]).as("softplus(%s)", X[i])
          .isCloseTo(expected, within(1e-6 + 1e-6 * expected));
      assertThat(actual.gradients().get("x")[i]).as("derivative at %s", X[i])
          .isCloseTo(1 / (1 + Math.exp(-X[i])), within(1e-6));
    }
  }
}
