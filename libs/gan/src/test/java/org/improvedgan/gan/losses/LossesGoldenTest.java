package org.improvedgan.gan.losses;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.Golden;
import org.improvedgan.gan.GraphCase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Value and gradients of each loss, in double precision and by each engine. */
class LossesGoldenTest {
  /** The vectors of a kind, each with every objective that it differentiates. */
  private static Stream<Arguments> vectors(String kind) {
    return Golden.ofKind(kind).stream().flatMap(golden -> {
      List<String> objectives = new ArrayList<>();
      golden.at("gradients").fieldNames().forEachRemaining(objectives::add);
      return objectives.stream().flatMap(objective -> Execution.each(golden, objective));
    });
  }

  static Stream<Arguments> semiSupervisedVectors() {
    return vectors("loss_semi_supervised");
  }

  static Stream<Arguments> kPlusOneVectors() {
    return vectors("loss_semi_supervised_k_plus_1");
  }

  static Stream<Arguments> featureMatchingVectors() {
    return vectors("loss_feature_matching");
  }

  static Stream<Arguments> adversarialVectors() {
    return vectors("loss_minimax_generator");
  }

  static Stream<Arguments> imageNetVectors() {
    return vectors("loss_imagenet");
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("semiSupervisedVectors")
  void semiSupervised(Golden golden, String objective, Execution execution) {
    var test = new GraphCase(golden, execution, 1);
    SameDiff sd = test.graph().sd();
    SDVariable unlabelled = test.input("logits_unlabelled");
    SDVariable generated = test.input("logits_generated");
    SDVariable labels = test.oneHot("labels", golden.shape("inputs", "logits_labelled")[1]);
    SDVariable supervised = SemiSupervisedLoss.labelled(sd, test.input("logits_labelled"), labels);
    SDVariable unsupervised = SemiSupervisedLoss.unlabelled(sd, unlabelled, generated);
    Map<String, SDVariable> losses = new LinkedHashMap<>();
    losses.put("loss_labelled", supervised);
    losses.put("loss_unlabelled", unsupervised);
    losses.put("loss_total", SemiSupervisedLoss.total(
        supervised, unsupervised, golden.number("parameters", "unlabeled_weight")));
    losses.put("generator_loss_minimax", AdversarialLoss.minimax(sd, generated));
    test.want(losses);
    test.want("log_z_unlabelled", LogSumExp.of(sd, unlabelled));
    test.want("log_z_generated", LogSumExp.of(sd, generated));
    test.want("D_unlabelled", SemiSupervisedLoss.probabilityOfReal(sd, unlabelled));
    test.want("D_generated", SemiSupervisedLoss.probabilityOfReal(sd, generated));
    test.check(objective, losses.get(objective));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("kPlusOneVectors")
  void kPlusOneLogits(Golden golden, String objective, Execution execution) {
    var test = new GraphCase(golden, execution, 1);
    SameDiff sd = test.graph().sd();
    SDVariable labelled = test.input("logits_labelled");
    SDVariable unlabelled = test.input("logits_unlabelled");
    SDVariable generated = test.input("logits_generated");
    SDVariable labels = test.oneHot("labels", golden.shape("outputs", "K_logits_labelled")[1]);
    Map<String, SDVariable> losses = new LinkedHashMap<>();
    losses.put("L_supervised", KPlusOneLoss.supervised(sd, labelled, labels));
    losses.put("L_unsupervised", KPlusOneLoss.unsupervised(sd, unlabelled, generated));
    test.want(losses);
    test.want("cross_entropy_of_K_plus_1_classes", KPlusOneLoss.crossEntropy(sd, labelled, labels, generated));
    test.want("D_unlabelled", KPlusOneLoss.probabilityOfReal(sd, unlabelled));
    test.want("D_generated", KPlusOneLoss.probabilityOfReal(sd, generated));
    test.want("K_logits_labelled", KPlusOneLoss.withoutGenerated(sd, labelled));
    test.want("K_logits_unlabelled", KPlusOneLoss.withoutGenerated(sd, unlabelled));
    test.want("K_logits_generated", KPlusOneLoss.withoutGenerated(sd, generated));
    test.check(objective, losses.get(objective));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("featureMatchingVectors")
  void featureMatching(Golden golden, String objective, Execution execution) {
    var test = new GraphCase(golden, execution, 1);
    SDVariable generated = test.input("features_generated");
    SDVariable real = test.input("features_real");
    test.want("mean_difference", FeatureMatchingLoss.difference(generated, real));
    test.check(objective, switch (objective) {
      case "mean_of_squares" -> FeatureMatchingLoss.meanOfSquares(generated, real);
      case "mean_of_absolute_values" ->
          FeatureMatchingLoss.meanOfAbsoluteValues(test.graph().sd(), generated, real);
      case "squared_l2_norm" -> FeatureMatchingLoss.squaredL2Norm(generated, real);
      default -> throw new IllegalArgumentException(objective);
    });
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("adversarialVectors")
  void adversarial(Golden golden, String objective, Execution execution) {
    var test = new GraphCase(golden, execution, 1);
    SameDiff sd = test.graph().sd();
    SDVariable generated = test.input("logits_generated");
    test.want("D_generated", SemiSupervisedLoss.probabilityOfReal(sd, generated));
    test.check(objective, switch (objective) {
      case "minimax" -> AdversarialLoss.minimax(sd, generated);
      case "non_saturating" -> AdversarialLoss.nonSaturating(sd, generated);
      default -> throw new IllegalArgumentException(objective);
    });
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("imageNetVectors")
  void imageNet(Golden golden, String objective, Execution execution) {
    var test = new GraphCase(golden, execution, 1);
    SameDiff sd = test.graph().sd();
    SDVariable logits = test.input("class_logits");
    SDVariable[] halves = sd.split(logits, 2, 0);
    SDVariable labels = test.oneHot("labels", golden.at("parameters", "num_classes_including_generated").asInt());
    var loss = new ImageNetLoss(golden.number("parameters", "d_label_smooth"),
        golden.number("parameters", "generator_target_prob"), golden.number("parameters", "class_loss_weight"));
    SDVariable verdict = ImageNetLoss.verdict(sd, logits);
    test.want("gan_logits", verdict);
    test.want("probabilities", sd.nn().sigmoid(verdict));
    test.want("d_loss_real", loss.real(sd, halves[0]));
    test.want("d_loss_fake", loss.generated(sd, halves[1]));
    test.want("d_loss_class", loss.classes(sd, halves[0], labels));
    test.check(objective, switch (objective) {
      case "d_loss" -> loss.discriminator(sd, halves[0], halves[1], labels);
      case "g_loss" -> loss.generator(sd, halves[1]);
      default -> throw new IllegalArgumentException(objective);
    });
  }
}
