package org.improvedgan.gan.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The optimum under each pair of targets, in double precision. */
class OptimalDiscriminatorGoldenTest {
  static List<Golden> vectors() {
    return Golden.ofKind("optimal_discriminator");
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void optimum(Golden golden) {
    double[] data = golden.array("inputs", "p_data");
    double[] model = golden.array("inputs", "p_model");
    int pairs = 0;
    for (JsonNode pair : golden.at("parameters", "alpha_beta_pairs")) {
      var optimal = new OptimalDiscriminator(pair.get(0).asDouble(), pair.get(1).asDouble());
      String name = "alpha_" + text(optimal.alpha()) + "_beta_" + text(optimal.beta());
      golden.checkOutput(Execution.DOUBLE,
          IntStream.range(0, data.length).mapToDouble(i -> optimal.at(data[i], model[i])).toArray(),
          "outputs", name, "optimal_D");
      golden.checkOutput(Execution.DOUBLE, new double[] {optimal.expectedLoss(data, model)},
          "outputs", name, "minimal_expected_loss");
      golden.checkOutput(Execution.DOUBLE, new double[] {optimal.at(0.3, 0.3)},
          "outputs", name, "value_where_p_data_equals_p_model");
      pairs++;
    }
    assertThat(pairs).isEqualTo(golden.at("outputs").size());
  }

  private static String text(double number) {
    return number == (int) number ? "" + (int) number : "" + number;
  }

  @Test
  void refusesWhatIsNoDensityOrProbability() {
    assertThatThrownBy(() -> new OptimalDiscriminator(1.1, 0))
        .hasMessage("The targets are probabilities from 0 to 1, not 1.1 and 0.0.");
    assertThatThrownBy(() -> new OptimalDiscriminator(1, 0).at(0, 0))
        .hasMessage("The densities must not be negative, and not both be zero: 0.0 and 0.0.");
  }

  @Test
  void pointsThatNeverOccurAddNothing() {
    var optimal = new OptimalDiscriminator(1, 0);
    assertThat(optimal.expectedLoss(new double[] {0.5, 0.5, 0}, new double[] {0.5, 0.5, 0}))
        .isEqualTo(2 * Math.log(2));
  }
}
