package org.improvedgan.gan.losses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.Golden;
import org.improvedgan.gan.GraphCase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Smoothed targets of either player, and what smoothing both sides would give. */
class LabelSmoothingGoldenTest {
  private static Stream<Arguments> each(String setting) {
    return Golden.ofKind("loss_label_smoothing").stream().flatMap(golden ->
        StreamSupport.stream(golden.at("parameters", setting).spliterator(), false).map(JsonNode::asDouble)
            .flatMap(value -> Execution.each(golden, value)));
  }

  static Stream<Arguments> alphas() {
    return each("alphas");
  }

  static Stream<Arguments> generatorTargets() {
    return each("generator_targets");
  }

  static Stream<Arguments> vectors() {
    return Golden.ofKind("loss_label_smoothing").stream().flatMap(Execution::each);
  }

  /** Numbers in names are written without a fraction where they have none. */
  private static String text(double number) {
    return number == (int) number ? "" + (int) number : "" + number;
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("alphas")
  void discriminator(Golden golden, double alpha, Execution execution) {
    var test = new GraphCase(golden, execution, 1);
    SameDiff sd = test.graph().sd();
    SDVariable real = test.input("logits_real");
    SDVariable fake = test.input("logits_fake");
    String name = "alpha_" + text(alpha);
    SDVariable loss = LabelSmoothingLoss.discriminator(sd, real, fake, alpha);
    test.want(name + "/real_cross_entropy", LabelSmoothingLoss.crossEntropy(sd, real, alpha));
    test.want(name + "/real_kl", LabelSmoothingLoss.divergence(sd, real, alpha));
    test.want(name + "/fake_cross_entropy_target_0", LabelSmoothingLoss.crossEntropy(sd, fake, 0));
    test.want(name + "/discriminator_loss", loss);
    test.check(name, loss);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("generatorTargets")
  void generator(Golden golden, double target, Execution execution) {
    var test = new GraphCase(golden, execution, 1);
    SameDiff sd = test.graph().sd();
    SDVariable fake = test.input("logits_fake");
    String name = "generator_target_" + text(target);
    SDVariable loss = LabelSmoothingLoss.generator(sd, fake, target);
    test.want(name + "/cross_entropy", LabelSmoothingLoss.crossEntropy(sd, fake, target));
    test.want(name + "/kl", loss);
    if (golden.has("gradients", name)) {
      test.check(name, loss);
    } else {
      test.checkOutputs();
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void bothSidesForContrast(Golden golden, Execution execution) {
    double beta = golden.number("parameters", "beta_for_contrast");
    golden.at("outputs").fieldNames().forEachRemaining(name -> {
      if (name.startsWith("two_sided_alpha_")) {
        double alpha = Double.parseDouble(name.split("_")[3]);
        var test = new GraphCase(golden, execution, 1);
        SameDiff sd = test.graph().sd();
        SDVariable real = LabelSmoothingLoss.crossEntropy(sd, test.input("logits_real"), alpha);
        SDVariable fake = LabelSmoothingLoss.crossEntropy(sd, test.input("logits_fake"), beta);
        test.want(name + "/real_cross_entropy", real);
        test.want(name + "/fake_cross_entropy", fake);
        test.check("two_sided", real.add(fake));
      }
    });
  }
}
