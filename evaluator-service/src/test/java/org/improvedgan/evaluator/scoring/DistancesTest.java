package org.improvedgan.evaluator.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.improvedgan.events.v1.EvaluatedCheckpoint;
import org.improvedgan.events.v1.EvaluatedDataset;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.EvaluationPart;
import org.improvedgan.events.v1.EvaluationTask;
import org.improvedgan.events.v1.FeatureStatistics;
import org.improvedgan.events.v1.ScoreProtocol;
import org.improvedgan.events.v1.SplitStatistics;
import org.improvedgan.metrics.InceptionScoreStatistics;
import org.junit.jupiter.api.Test;

class DistancesTest {

  /** Three images of one feature: mean 0, variance 1. */
  private static final FeatureStatistics GENERATED = statistics(0, 2);
  /** Mean 3, variance 4: at a distance of 3² + (2 − 1)² = 10. */
  private static final FeatureStatistics REAL = statistics(3, 8);

  @Test
  void theDistanceTakesThePlaceOfTheStatistics() {
    EvaluationCompleted complete = Distances.complete(checkpoint("a", 3), List.of(real("digits", "a", 3)));
    // Rounding of a few sums and roots.
    assertThat(complete.getFid().getValue()).isCloseTo(10, within(1e-12));
    assertThat(complete.getFid().getReferenceId()).isEqualTo("digits-test/a3");
    assertThat(complete.getFid().getReferenceSamples()).isEqualTo(3);
    assertThat(complete.hasFeatures()).isFalse();
    assertThat(Distances.complete(complete, List.of())).isEqualTo(complete);
  }

  @Test
  void onlyRealImagesThatFitAreComparedWith() {
    EvaluationCompleted checkpoint = checkpoint("a", 3);
    assertThat(Distances.complete(checkpoint, List.of())).isEqualTo(checkpoint);
    assertThat(Distances.complete(checkpoint, List.of(real("digits", "b", 3), real("others", "a", 3),
        real("digits", "a", 4), real("digits", "a", 3).toBuilder().clearFeatures().build()))).isEqualTo(checkpoint);
    assertThat(Distances.complete(checkpoint, List.of(real("digits", "a", 2), real("digits", "a", 3),
        real("digits", "a", 1))).getFid().getReferenceSamples()).isEqualTo(3);
  }

  @Test
  void statisticsThatCannotBeAreNoDistance() {
    EvaluationCompleted broken = checkpoint("a", 3).toBuilder()
        .setFeatures(FeatureStatistics.newBuilder().setRows(3).addMean(0)).build();
    assertThat(Distances.complete(broken, List.of(real("digits", "a", 3)))).isEqualTo(broken);
    assertThatIllegalArgumentException().isThrownBy(() -> SplitCounts.of(part(
        FeatureStatistics.newBuilder().setRows(3).addAllMean(Collections.nCopies(70_000, 0.0)).build())))
        .withMessageContaining("70000 features");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SplitCounts.of(part(GENERATED.toBuilder().setRows(4).build())))
        .withMessage("A part counts 3 images, but features of 4.");
  }

  @Test
  void withoutTheFeaturesOfOneSplitThereAreNone() {
    SplitCounts with = SplitCounts.of(part(GENERATED));
    SplitCounts without = new SplitCounts(new InceptionScoreStatistics(2), Optional.empty());
    assertThat(SplitCounts.features(List.of(with, without))).isEmpty();
    assertThat(SplitCounts.features(List.of(with, with))).hasValueSatisfying(merged -> {
      assertThat(merged.count()).isEqualTo(6);
      assertThat(merged.coMoments()).containsExactly(4);
    });
  }

  private static EvaluationPart part(FeatureStatistics features) {
    return EvaluationPart.newBuilder()
        .setTask(EvaluationTask.newBuilder().setSampleCount(3).setProtocol(ScoreProtocol.newBuilder().setClasses(2)))
        .setStatistics(SplitStatistics.newBuilder().setRows(3).addProbabilitySums(1).addProbabilitySums(2)
            .setNegativeEntropySum(-1).setFeatures(features))
        .build();
  }

  private static FeatureStatistics statistics(double mean, double coMoment) {
    return FeatureStatistics.newBuilder().setRows(3).addMean(mean).addCoMoments(coMoment).build();
  }

  private static EvaluationCompleted checkpoint(String classifier, int samples) {
    return EvaluationCompleted.newBuilder()
        .setEvaluationId("run-e0001/1").setCheckpoint(EvaluatedCheckpoint.newBuilder().setDataset("digits"))
        .setProtocol(ScoreProtocol.newBuilder().setClassifierSha256(classifier).setSamples(samples))
        .setFeatures(GENERATED).build();
  }

  private static EvaluationCompleted real(String dataset, String classifier, int samples) {
    return EvaluationCompleted.newBuilder()
        .setEvaluationId(dataset + "-test/" + classifier + samples)
        .setDataset(EvaluatedDataset.newBuilder().setDataset(dataset).setSplit("test"))
        .setProtocol(ScoreProtocol.newBuilder().setClassifierSha256(classifier).setSamples(samples))
        .setFeatures(REAL).build();
  }
}
