package org.improvedgan.gan.optimisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.improvedgan.gan.Evaluation;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.losses.HistoricalAveragingPenalty;
import org.improvedgan.gan.random.CounterRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Historical averaging, the parameter average and Adam: the loops against graphs, and one thread against several. */
class FusedStepTest {
  private static final int SIZE = 29;
  private static final double RATE = 0.01;
  private static final HistoricalAverage HISTORY = new HistoricalAverage(0.25);
  private static final ParameterAverage AVERAGE = new ParameterAverage(0.1);

  /** All that an optimiser holds. */
  private record State(float[] theta, float[] m, float[] v, float[] mean, float[] average, float[] gradient) {
    static State random(int size) {
      var state = new State(
          new float[size], new float[size], new float[size], new float[size], new float[size], new float[size]);
      CounterRandom.gaussian(1, 1, state.theta, 0, size);
      return state;
    }

    /** A step on the loss {@code Σ (θ - 1)³ / 3}, whose gradient is (θ - 1)². */
    void step(Adam adam, int t, int from, int to) {
      for (int i = from; i < to; i++) {
        gradient[i] = (theta[i] - 1) * (theta[i] - 1);
      }
      HISTORY.add(mean, theta, gradient, t, from, to);
      AVERAGE.take(average, theta, from, to);
      adam.step(theta, gradient, m, v, t, RATE, from, to);
    }
  }

  /**
   * Ten steps, the penalty being a term of a loss that SameDiff differentiates, and all updates being operations of the
   * graph, in double precision. The loops' floats carry 24 bits, of which ten steps leave at least 18.
   */
  @ParameterizedTest
  @EnumSource
  void sameAsInsideAGraph(Adam.Form form) {
    var adam = new Adam(0.5, 0.999, 1e-8, form);
    State loops = State.random(SIZE);
    Map<String, double[]> inside = new HashMap<>();
    inside.put("theta", widen(loops.theta));
    for (String name : List.of("m", "v", "mean", "average")) {
      inside.put(name, new double[SIZE]);
    }
    for (int t = 1; t <= 10; t++) {
      loops.step(adam, t, 0, SIZE);
      step(inside, adam, t);
      assertClose(loops.theta, inside.get("theta"), t);
      assertClose(loops.m, inside.get("m"), t);
      assertClose(loops.v, inside.get("v"), t);
      assertClose(loops.mean, inside.get("mean"), t);
      assertClose(loops.average, inside.get("average"), t);
      assertClose(loops.gradient, inside.get("gradient"), t);
    }
  }

  /** The same step by graphs: one for the new mean, one for the gradient, one for the rest. */
  private static void step(Map<String, double[]> state, Adam adam, int t) {
    Graph means = graph();
    SDVariable mean = means.input("mean", SIZE);
    run(means, state, Map.of("mean", mean.add(means.input("theta", SIZE).sub(mean).div(t))));

    Graph losses = graph();
    SDVariable theta = losses.input("theta", SIZE);
    SDVariable distance = theta.sub(1);
    SDVariable loss = distance.mul(distance).mul(distance).sum().div(3)
        .add(HistoricalAveragingPenalty.of(theta, losses.input("mean", SIZE), HISTORY.weight()));
    state.put("gradient", Evaluation.of(Execution.DOUBLE, losses, state, Map.of("loss", loss), loss, List.of("theta"))
        .gradients().get("theta"));

    Graph updates = graph();
    SameDiff sd = updates.sd();
    SDVariable g = updates.input("gradient", SIZE);
    SDVariable p = updates.input("theta", SIZE);
    SDVariable a = updates.input("average", SIZE);
    SDVariable m = updates.input("m", SIZE).mul(adam.beta1()).add(g.mul(1 - adam.beta1()));
    SDVariable v = updates.input("v", SIZE).mul(adam.beta2()).add(g.mul(g).mul(1 - adam.beta2()));
    double correction1 = 1 - Math.pow(adam.beta1(), t);
    double correction2 = 1 - Math.pow(adam.beta2(), t);
    SDVariable change = switch (adam.form()) {
      case INSIDE_ROOT -> m.div(correction1).div(sd.math().sqrt(v.div(correction2).add(adam.epsilon())));
      case OUTSIDE_ROOT -> m.div(correction1).div(sd.math().sqrt(v.div(correction2)).add(adam.epsilon()));
      case TENSORFLOW -> m.mul(Math.sqrt(correction2) / correction1).div(sd.math().sqrt(v).add(adam.epsilon()));
    };
    run(updates, state, Map.of(
        "m", m, "v", v, "average", a.add(p.sub(a).mul(AVERAGE.rate())), "theta", p.sub(change.mul(RATE))));
  }

  private static Graph graph() {
    return Graph.selfContained(Execution.DOUBLE.type(), 1, 1);
  }

  private static void run(Graph graph, Map<String, double[]> state, Map<String, SDVariable> wanted) {
    state.putAll(Evaluation.of(Execution.DOUBLE, graph, state, wanted, null, List.of()).outputs());
  }

  /** Plain loops in double precision say the same as those of floats, within the same bounds. */
  @ParameterizedTest
  @EnumSource
  void sameInDoublePrecision(Adam.Form form) {
    var adam = new Adam(0.5, 0.999, 1e-8, form);
    State loops = State.random(SIZE);
    double[] theta = widen(loops.theta);
    double[] m = new double[SIZE];
    double[] v = new double[SIZE];
    double[] mean = new double[SIZE];
    double[] average = new double[SIZE];
    for (int t = 1; t <= 10; t++) {
      loops.step(adam, t, 0, SIZE);
      double[] gradient = new double[SIZE];
      for (int i = 0; i < SIZE; i++) {
        gradient[i] = (theta[i] - 1) * (theta[i] - 1);
      }
      HISTORY.add(mean, theta, gradient, t);
      AVERAGE.take(average, theta);
      adam.step(theta, gradient, m, v, t, RATE);
      assertClose(loops.theta, theta, t);
      assertClose(loops.average, average, t);
    }
  }

  /** As many values as several threads are worth, in a number that does not divide evenly. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void sameBitsOnAnyNumberOfThreads(int threads) {
    var adam = new Adam(0.5, 0.999, 1e-8);
    int size = 200_003;
    State alone = State.random(size);
    State together = State.random(size);
    try (var parallel = new Parallel(threads)) {
      for (int t = 1; t <= 3; t++) {
        int step = t;
        alone.step(adam, t, 0, size);
        parallel.loop(size, (from, to) -> together.step(adam, step, from, to));
      }
    }
    assertThat(together.theta).isEqualTo(alone.theta);
    assertThat(together.m).isEqualTo(alone.m);
    assertThat(together.v).isEqualTo(alone.v);
    assertThat(together.mean).isEqualTo(alone.mean);
    assertThat(together.average).isEqualTo(alone.average);
    assertThat(together.gradient).isEqualTo(alone.gradient);
  }

  private static double[] widen(float[] values) {
    return Evaluation.widen(values);
  }

  private static void assertClose(float[] actual, double[] expected, int t) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).as("[%d] after %d steps", i, t)
          .isCloseTo(expected[i], within(4e-6 * Math.max(1, Math.abs(expected[i]))));
    }
  }
}
