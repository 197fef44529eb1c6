package org.improvedgan.gan.optimisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.improvedgan.gan.Evaluation;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.Golden;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.losses.HistoricalAveragingPenalty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;

/** Mean, penalty and gradient at every step: as loops of both types, and as a term of a loss in a graph. */
class HistoricalAverageGoldenTest {
  static List<Golden> vectors() {
    return Golden.ofKind("historical_averaging");
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void doubles(Golden golden) {
    int steps = golden.shape("inputs", "theta")[0];
    int size = golden.shape("inputs", "theta")[1];
    double[] theta = golden.array("inputs", "theta");
    var history = new HistoricalAverage(1);
    double[] mean = new double[size];
    double[] means = new double[steps * size];
    double[] gradients = new double[steps * size];
    double[] penalties = new double[steps];
    for (int t = 1; t <= steps; t++) {
      double[] gradient = new double[size];
      penalties[t - 1] = history.add(mean, Arrays.copyOfRange(theta, (t - 1) * size, t * size), gradient, t);
      System.arraycopy(mean, 0, means, (t - 1) * size, size);
      System.arraycopy(gradient, 0, gradients, (t - 1) * size, size);
    }
    golden.checkOutput(Execution.DOUBLE, means, "outputs", "mean");
    golden.checkOutput(Execution.DOUBLE, penalties, "outputs", "penalty");
    golden.checkGradient(Execution.DOUBLE, gradients, "gradients", "penalty", "wrt", "theta");
  }

  /** Floats carry 24 bits: within a few of their last places of the largest value. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void floats(Golden golden) {
    int steps = golden.shape("inputs", "theta")[0];
    int size = golden.shape("inputs", "theta")[1];
    float[] theta = golden.floats("inputs", "theta");
    double[] expected = golden.array("gradients", "penalty", "wrt", "theta");
    double largest = Arrays.stream(golden.array("inputs", "theta")).map(Math::abs).max().orElseThrow();
    var history = new HistoricalAverage(1);
    float[] mean = new float[size];
    for (int t = 1; t <= steps; t++) {
      float[] gradient = new float[size];
      history.add(mean, Arrays.copyOfRange(theta, (t - 1) * size, t * size), gradient, t, 0, size);
      for (int i = 0; i < size; i++) {
        assertThat((double) gradient[i]).isCloseTo(expected[(t - 1) * size + i], within(1e-6 * Math.max(1, largest)));
      }
    }
  }

  /** The vectors have no tolerance for floats, so the graph runs in double precision. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void termOfALoss(Golden golden) {
    int steps = golden.shape("inputs", "theta")[0];
    int size = golden.shape("inputs", "theta")[1];
    double[] gradients = new double[steps * size];
    double[] penalties = new double[steps];
    for (int t = 1; t <= steps; t++) {
      Graph graph = Graph.selfContained(Execution.DOUBLE.type(), 1, 1);
      SDVariable penalty =
          HistoricalAveragingPenalty.of(graph.input("theta", size), graph.input("mean", size), 1);
      Evaluation actual = Evaluation.of(Execution.DOUBLE, graph,
          Map.of("theta", row(golden, t, size, "inputs", "theta"), "mean", row(golden, t, size, "outputs", "mean")),
          Map.of("penalty", penalty), penalty, List.of("theta"));
      penalties[t - 1] = actual.outputs().get("penalty")[0];
      System.arraycopy(actual.gradients().get("theta"), 0, gradients, (t - 1) * size, size);
    }
    golden.checkOutput(Execution.DOUBLE, penalties, "outputs", "penalty");
    golden.checkGradient(Execution.DOUBLE, gradients, "gradients", "penalty", "wrt", "theta");
  }

  private static double[] row(Golden golden, int t, int size, String... path) {
    return Arrays.copyOfRange(golden.array(path), (t - 1) * size, t * size);
  }
}
