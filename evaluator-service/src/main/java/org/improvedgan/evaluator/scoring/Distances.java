package org.improvedgan.evaluator.scoring;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.FrechetDistance;
import org.jboss.logging.Logger;

/**
 * The Fréchet distance from what a checkpoint generates to the real test images, as soon as the statistics of both are
 * known: whichever comes first, the distance is the same bits.
 */
public final class Distances {

  private static final Logger LOG = Logger.getLogger(Distances.class);

  private Distances() {
  }

  /**
   * The evaluation of a checkpoint with its distance in place of its statistics, if one can be had; else as it is.
   *
   * @param known evaluations, among which those of real images are looked for
   */
  public static EvaluationCompleted complete(EvaluationCompleted evaluation, Collection<EvaluationCompleted> known) {
    if (!evaluation.hasCheckpoint() || !evaluation.hasFeatures()) {
      return evaluation;
    }
    return reference(evaluation, known).flatMap(real -> distance(evaluation, real))
        .map(distance -> evaluation.toBuilder().setFid(distance).clearFeatures().build())
        .orElse(evaluation);
  }

  /** The most real images by the same classifier that are not more than were generated: the page's yardstick, too. */
  private static Optional<EvaluationCompleted> reference(EvaluationCompleted evaluation,
      Collection<EvaluationCompleted> known) {
    return known.stream()
        .filter(EvaluationCompleted::hasDataset)
        .filter(EvaluationCompleted::hasFeatures)
        .filter(real -> real.getDataset().getDataset().equals(evaluation.getCheckpoint().getDataset()))
        .filter(real -> real.getProtocol().getClassifierSha256()
            .equals(evaluation.getProtocol().getClassifierSha256()))
        .filter(real -> real.getProtocol().getSamples() <= evaluation.getProtocol().getSamples())
        .max(Comparator.comparing((EvaluationCompleted real) -> real.getProtocol().getSamples())
            .thenComparing(EvaluationCompleted::getEvaluationId));
  }

  private static Optional<FrechetDistance> distance(EvaluationCompleted evaluation, EvaluationCompleted real) {
    try {
      double value = org.improvedgan.metrics.FrechetDistance.of(FeatureMessages.parse(evaluation.getFeatures()),
          FeatureMessages.parse(real.getFeatures())).value();
      return Optional.of(FrechetDistance.newBuilder()
          .setValue(value)
          .setReferenceId(real.getEvaluationId())
          .setReferenceSamples(real.getProtocol().getSamples())
          .build());
    } catch (IllegalArgumentException e) {
      LOG.warnf("%s has no Fréchet distance to %s: %s", evaluation.getEvaluationId(), real.getEvaluationId(),
          e.getMessage());
      return Optional.empty();
    }
  }
}
