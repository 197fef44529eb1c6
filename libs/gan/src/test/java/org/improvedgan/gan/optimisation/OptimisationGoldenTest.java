package org.improvedgan.gan.optimisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.improvedgan.gan.Golden;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Adam, the parameter average and the schedules, in double precision. */
class OptimisationGoldenTest {
  private static final Pattern DECAY = Pattern.compile("([0-9.e-]+)(?: \\* min\\(([0-9.]+) - e/([0-9]+), 1\\))?");

  static List<Golden> adams() {
    return Golden.ofKind("adam");
  }

  static List<Golden> averages() {
    return Golden.ofKind("parameter_average");
  }

  static List<Golden> schedules() {
    return Golden.ofKind("learning_rate_schedules");
  }

  /** Each vector with each place of epsilon, and where the vector lists the parameters for it. */
  static Stream<Arguments> forms() {
    return adams().stream().flatMap(golden -> Stream.of(
        Arguments.of(golden, Adam.Form.INSIDE_ROOT, new String[] {"outputs", "p"}),
        Arguments.of(golden, Adam.Form.OUTSIDE_ROOT,
            new String[] {"outputs", "epsilon_outside_the_root_for_contrast", "p"}),
        Arguments.of(golden, Adam.Form.TENSORFLOW, new String[] {"outputs", "tensorflow_form", "p"})));
  }

  private static Adam adamOf(Golden golden, Adam.Form form) {
    return new Adam(golden.number("parameters", "mom1"), golden.number("parameters", "mom2"),
        golden.number("parameters", "epsilon"), form);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("forms")
  void adam(Golden golden, Adam.Form form, String[] path) {
    Adam adam = adamOf(golden, form);
    int size = golden.shape("inputs", "gradients")[1];
    int steps = golden.shape("inputs", "gradients")[0];
    double[] gradients = golden.array("inputs", "gradients");
    double[] parameters = golden.array("inputs", "p_start");
    double[] moment1 = new double[size];
    double[] moment2 = new double[size];
    double[] all = new double[steps * size];
    double[] all1 = new double[steps * size];
    double[] all2 = new double[steps * size];
    for (int t = 1; t <= steps; t++) {
      double[] gradient = Arrays.copyOfRange(gradients, (t - 1) * size, t * size);
      adam.step(parameters, gradient, moment1, moment2, t, golden.number("parameters", "learning_rate"));
      System.arraycopy(parameters, 0, all, (t - 1) * size, size);
      System.arraycopy(moment1, 0, all1, (t - 1) * size, size);
      System.arraycopy(moment2, 0, all2, (t - 1) * size, size);
    }
    golden.checkOutput(DataType.DOUBLE, all, path);
    golden.checkOutput(DataType.DOUBLE, all1, "outputs", "first_moment");
    golden.checkOutput(DataType.DOUBLE, all2, "outputs", "second_moment");
  }

  /** Floats carry 24 bits: after ten steps each value is within a few of its last places of the double's. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("forms")
  void adamInFloats(Golden golden, Adam.Form form, String[] path) {
    Adam adam = adamOf(golden, form);
    int size = golden.shape("inputs", "gradients")[1];
    int steps = golden.shape("inputs", "gradients")[0];
    float[] gradients = golden.floats("inputs", "gradients");
    float[] parameters = golden.floats("inputs", "p_start");
    float[] moment1 = new float[size];
    float[] moment2 = new float[size];
    for (int t = 1; t <= steps; t++) {
      float[] gradient = Arrays.copyOfRange(gradients, (t - 1) * size, t * size);
      adam.step(parameters, gradient, moment1, moment2, t, golden.number("parameters", "learning_rate"), 0, size);
    }
    double[] expected = golden.array(path);
    for (int i = 0; i < size; i++) {
      double last = expected[(steps - 1) * size + i];
      assertThat((double) parameters[i]).isCloseTo(last, within(1e-6 * Math.max(1, Math.abs(last))));
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("averages")
  void parameterAverage(Golden golden) {
    var average = new ParameterAverage(golden.number("parameters", "rate"));
    int steps = golden.shape("outputs", "average")[0];
    int size = golden.shape("outputs", "average")[1];
    Map.of("p_before_each_step", "average", "p_after_each_step", "average_of_updated_values_for_contrast/average")
        .forEach((taken, expected) -> {
          double[] parameters = golden.array("inputs", taken);
          double[] values = new double[size];
          Arrays.fill(values, golden.number("parameters", "start"));
          double[] all = new double[steps * size];
          for (int step = 0; step < steps; step++) {
            average.take(values, Arrays.copyOfRange(parameters, step * size, (step + 1) * size));
            System.arraycopy(values, 0, all, step * size, size);
          }
          golden.checkOutput(DataType.DOUBLE, all, ("outputs/" + expected).split("/"));
        });
    golden.checkOutput(DataType.DOUBLE, new double[] {average.zeroWeight(600)},
        "outputs", "weight_still_on_zero_after_600_steps");
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("schedules")
  void learningRates(Golden golden) {
    golden.at("outputs").fieldNames().forEachRemaining(script -> {
      LearningRateSchedule schedule = schedule(golden.text("parameters", script, "formula"));
      double[] epochs = golden.array("outputs", script, "epoch");
      double[] rates = Arrays.stream(epochs).map(epoch -> schedule.at((int) epoch)).toArray();
      golden.checkOutput(DataType.DOUBLE, rates, "outputs", script, "learning_rate");
    });
  }

  private static LearningRateSchedule schedule(String formula) {
    Matcher parts = DECAY.matcher(formula);
    assertThat(parts.matches()).as(formula).isTrue();
    double rate = Double.parseDouble(parts.group(1));
    if (parts.group(2) == null) {
      return new LearningRateSchedule(rate, 1, 0);
    }
    int decay = Integer.parseInt(parts.group(3));
    return new LearningRateSchedule(rate, (int) Math.round(Double.parseDouble(parts.group(2)) * decay), decay);
  }
}
