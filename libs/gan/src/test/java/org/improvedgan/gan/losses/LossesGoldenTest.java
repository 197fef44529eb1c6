package org.improvedgan.gan.losses;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.improvedgan.gan.Evaluation;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.Golden;
import org.improvedgan.gan.graph.Graph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;

/** Value and gradients of each loss, in double precision and by each engine. */
class LossesGoldenTest {
  /** The vectors of a kind, each with every loss that it differentiates. */
  private static Stream<Arguments> vectors(String kind, List<String> losses) {
    return Golden.ofKind(kind).stream().flatMap(golden -> losses.stream().flatMap(loss ->
        Execution.each(golden, loss)));
  }

  static Stream<Arguments> semiSupervisedVectors() {
    return vectors("loss_semi_supervised",
        List.of("loss_labelled", "loss_unlabelled", "loss_total", "generator_loss_minimax"));
  }

  static Stream<Arguments> featureMatchingVectors() {
    return vectors("loss_feature_matching", List.of("mean_of_squares"));
  }

  static Stream<Arguments> adversarialVectors() {
    return vectors("loss_minimax_generator", List.of("minimax", "non_saturating"));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("semiSupervisedVectors")
  void semiSupervised(Golden golden, String loss, Execution execution) {
    Inputs inputs = new Inputs(golden, execution);
    SDVariable labelled = inputs.of("logits_labelled");
    SDVariable unlabelled = inputs.of("logits_unlabelled");
    SDVariable generated = inputs.of("logits_generated");
    SDVariable labels = inputs.oneHot("labels", golden.shape("inputs", "logits_labelled")[1]);
    SDVariable supervised = SemiSupervisedLoss.labelled(inputs.graph.sd(), labelled, labels);
    SDVariable unsupervised = SemiSupervisedLoss.unlabelled(inputs.graph.sd(), unlabelled, generated);
    Map<String, SDVariable> losses = new LinkedHashMap<>();
    losses.put("loss_labelled", supervised);
    losses.put("loss_unlabelled", unsupervised);
    losses.put("loss_total", SemiSupervisedLoss.total(
        supervised, unsupervised, golden.number("parameters", "unlabeled_weight")));
    losses.put("generator_loss_minimax", AdversarialLoss.minimax(inputs.graph.sd(), generated));
    inputs.check(loss, losses.get(loss));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("featureMatchingVectors")
  void featureMatching(Golden golden, String loss, Execution execution) {
    Inputs inputs = new Inputs(golden, execution);
    inputs.check(loss, FeatureMatchingLoss.meanOfSquares(inputs.of("features_generated"), inputs.of("features_real")));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("adversarialVectors")
  void adversarial(Golden golden, String loss, Execution execution) {
    Inputs inputs = new Inputs(golden, execution);
    SDVariable generated = inputs.of("logits_generated");
    inputs.check(loss, loss.equals("minimax")
        ? AdversarialLoss.minimax(inputs.graph.sd(), generated)
        : AdversarialLoss.nonSaturating(inputs.graph.sd(), generated));
  }

  /** The vector's inputs as they enter a graph, and the check of what comes out. */
  private static final class Inputs {
    private final Golden golden;
    private final Execution execution;
    private final Graph graph;
    private final Map<String, double[]> values = new HashMap<>();

    Inputs(Golden golden, Execution execution) {
      this.golden = golden;
      this.execution = execution;
      graph = Graph.selfContained(execution.type(), 1, 1);
    }

    SDVariable of(String name) {
      values.put(name, golden.array("inputs", name));
      return graph.input(name, IntStream.of(golden.shape("inputs", name)).asLongStream().toArray());
    }

    SDVariable oneHot(String name, int classes) {
      double[] labels = golden.array("inputs", name);
      double[] rows = new double[labels.length * classes];
      for (int i = 0; i < labels.length; i++) {
        rows[i * classes + (int) labels[i]] = 1;
      }
      values.put("one-hot", rows);
      return graph.input("one-hot", labels.length, classes);
    }

    void check(String name, SDVariable loss) {
      List<String> by = new ArrayList<>();
      golden.at("gradients", name, "wrt").fieldNames().forEachRemaining(key -> {
        if (touches(name, key)) {
          by.add(key);
        }
      });
      Evaluation actual = Evaluation.of(execution, graph, values, Map.of(name, loss), loss, by);
      golden.checkOutput(execution, actual.outputs().get(name), "outputs", name);
      by.forEach(key -> golden.checkGradient(
          execution, actual.gradients().get(key), "gradients", name, "wrt", key));
    }

    /** SameDiff gives no gradient where there is no path; the vectors list zeros there. */
    private static boolean touches(String loss, String input) {
      return !(loss.equals("loss_labelled") && !input.equals("logits_labelled"))
          && !(loss.equals("loss_unlabelled") && input.equals("logits_labelled"));
    }
  }
}
