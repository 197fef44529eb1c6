package org.improvedgan.gan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.random.CounterRandom;
import org.nd4j.autodiff.samediff.SDVariable;

/** Gradients held to central differences of the loss, in double precision. */
public final class Differences {
  /** So short that hardly any sample takes a unit across the kink of its activation. */
  private static final double STEP = 1e-7;
  private static final double RELATIVE = 1e-6;
  /** A loss of 4 is exact to 4e-16, so a difference divided by two steps to 4e-9. */
  private static final double ROUNDING = 1e-8;

  private Differences() {}

  /**
   * Checks the gradient by each of these inputs, as the norm over some of its entries.
   *
   * @param graph of doubles
   * @param samples entries of each input
   */
  public static void check(
      Graph graph, SDVariable loss, Map<String, double[]> inputs, List<String> names, int samples) {
    Map<String, double[]> gradients =
        Evaluation.of(Execution.DOUBLE, graph, inputs, Map.of("loss", loss), loss, names).gradients();
    for (String name : names) {
      double[] values = inputs.get(name);
      double difference = 0;
      double size = 0;
      for (int sample = 0; sample < samples; sample++) {
        int at = (int) Long.remainderUnsigned(CounterRandom.bits(CounterRandom.part(name), sample), values.length);
        double before = values[at];
        values[at] = before + STEP;
        double above = value(graph, loss, inputs);
        values[at] = before - STEP;
        double below = value(graph, loss, inputs);
        values[at] = before;
        double numeric = (above - below) / (2 * STEP);
        difference += Math.pow(gradients.get(name)[at] - numeric, 2);
        size += numeric * numeric;
      }
      assertThat(Math.sqrt(difference)).as(name).isLessThan(ROUNDING + RELATIVE * Math.sqrt(size));
    }
  }

  /** The same for one derivative of each group of inputs, in a direction that changes all of their entries at once. */
  public static void checkGroups(
      Graph graph, SDVariable loss, Map<String, double[]> inputs, Collection<List<String>> groups) {
    List<String> all = groups.stream().flatMap(List::stream).toList();
    Map<String, double[]> gradients =
        Evaluation.of(Execution.DOUBLE, graph, inputs, Map.of("loss", loss), loss, all).gradients();
    groups.forEach(names -> checkGroup(graph, loss, inputs, names, gradients));
  }

  private static void checkGroup(Graph graph, SDVariable loss, Map<String, double[]> inputs, List<String> names,
      Map<String, double[]> gradients) {
    double analytic = 0;
    Map<String, double[]> above = new HashMap<>(inputs);
    Map<String, double[]> below = new HashMap<>(inputs);
    for (String name : names) {
      double[] direction = direction(name, inputs.get(name).length);
      above.put(name, moved(inputs.get(name), direction, STEP));
      below.put(name, moved(inputs.get(name), direction, -STEP));
      for (int i = 0; i < direction.length; i++) {
        analytic += direction[i] * gradients.get(name)[i];
      }
    }
    double numeric = (value(graph, loss, above) - value(graph, loss, below)) / (2 * STEP);
    assertThat(Math.abs(analytic - numeric)).as("%s: %s and %s", names, analytic, numeric)
        .isLessThan(ROUNDING + RELATIVE * Math.abs(numeric));
  }

  /** Random, of length 1. */
  private static double[] direction(String name, int size) {
    float[] values = new float[size];
    CounterRandom.gaussian(CounterRandom.part("direction of " + name), 1 / Math.sqrt(size), values, 0, size);
    return Evaluation.widen(values);
  }

  private static double[] moved(double[] values, double[] direction, double by) {
    double[] moved = values.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += by * direction[i];
    }
    return moved;
  }

  private static double value(Graph graph, SDVariable loss, Map<String, double[]> inputs) {
    return Evaluation.of(Execution.DOUBLE, graph, inputs, Map.of("loss", loss), null, List.of())
        .outputs().get("loss")[0];
  }
}
