package org.improvedgan.evaluator.board;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.improvedgan.evaluator.board.EvaluationBoard.Planned;
import org.improvedgan.evaluator.scoring.EvaluationProgress;
import org.improvedgan.evaluator.scoring.EvaluationProgress.Running;

/**
 * The evaluations under way, for the page and the metrics: what all instances have put into Kafka, and what this one is
 * counting just now.
 */
@ApplicationScoped
public class RunningEvaluations {

  private final EvaluationBoard board;
  private final EvaluationProgress progress;
  private final MultiGauge done;
  private final MultiGauge samples;

  public RunningEvaluations(EvaluationBoard board, EvaluationProgress progress, MeterRegistry metrics) {
    this.board = board;
    this.progress = progress;
    done = MultiGauge.builder("evaluator.evaluation.images.done")
        .description("Images of a running evaluation that are scored").register(metrics);
    samples = MultiGauge.builder("evaluator.evaluation.images")
        .description("Images of a running evaluation").register(metrics);
    metrics.gauge("evaluator.running.share", this, RunningEvaluations::share);
    metrics.gauge("evaluator.splits.waiting", board, RunningEvaluations::splitsWaiting);
  }

  /**
   * One evaluation under way.
   *
   * @param subject a checkpoint's id or a dataset's name
   * @param dataset whether the subject is a dataset's real images
   * @param done images scored, by all instances as far as is known
   * @param samples images to score
   * @param splitsDone splits whose statistics are in Kafka
   * @param splits of a checkpoint; 0 for a dataset, which is scored in one piece
   * @param imagesPerSecond of all instances, since the first image
   * @param waitingFor a sentence while this instance cannot go on with it
   */
  public record Evaluating(String evaluationId, String subject, boolean dataset, long done, long samples,
      int splitsDone, int splits, Instant startedAt, double imagesPerSecond, Optional<String> waitingFor) {}

  /** Those that have begun and are neither completed nor set aside, real data first, then in the order of planning. */
  public List<Evaluating> list() {
    Map<String, Running> here = new LinkedHashMap<>();
    progress.running().forEach(piece -> here.putIfAbsent(piece.evaluationId(), piece));
    Stream<Evaluating> checkpoints = board.planned().stream()
        .filter(planned -> planned.failure().isEmpty())
        .flatMap(planned -> evaluating(planned, Optional.ofNullable(here.get(planned.task().getEvaluationId())))
            .stream());
    return Stream.concat(here.values().stream().filter(Running::dataset).map(RunningEvaluations::evaluating),
        checkpoints).toList();
  }

  /** Ids of the checkpoints whose evaluation was set aside. */
  public List<String> setAside() {
    return board.planned().stream().filter(planned -> planned.failure().isPresent())
        .map(planned -> planned.task().getCheckpoint().getCheckpointId()).toList();
  }

  /** Brings the metrics of each evaluation up to date; those of finished evaluations disappear. */
  public void measure() {
    List<Evaluating> now = list();
    done.register(now.stream().map(one -> Row.of(tags(one), one.done())).toList(), true);
    samples.register(now.stream().map(one -> Row.of(tags(one), one.samples())).toList(), true);
  }

  private double share() {
    List<Evaluating> now = list();
    long all = now.stream().mapToLong(Evaluating::samples).sum();
    return all == 0 ? 0 : (double) now.stream().mapToLong(Evaluating::done).sum() / all;
  }

  private static int splitsWaiting(EvaluationBoard board) {
    return board.planned().stream().filter(planned -> planned.failure().isEmpty())
        .mapToInt(planned -> planned.task().getProtocol().getSplits() - planned.splitsDone()).sum();
  }

  private static Tags tags(Evaluating one) {
    return Tags.of("evaluation", one.evaluationId(), "subject", one.subject());
  }

  private static Optional<Evaluating> evaluating(Planned planned, Optional<Running> piece) {
    Optional<Instant> start = Stream.concat(planned.startedAt().stream(), piece.stream().map(Running::startedAt))
        .min(Instant::compareTo);
    return start.map(begun -> {
      var task = planned.task();
      long images = Math.min(planned.imagesDone() + piece.map(Running::done).orElse(0L),
          task.getProtocol().getSamples());
      double seconds = Duration.between(begun, Instant.now()).toNanos() / 1e9;
      return new Evaluating(task.getEvaluationId(), task.getCheckpoint().getCheckpointId(), false, images,
          task.getProtocol().getSamples(), planned.splitsDone(), task.getProtocol().getSplits(), begun,
          seconds > 0 ? images / seconds : 0, piece.flatMap(Running::waitingFor));
    });
  }

  private static Evaluating evaluating(Running realData) {
    return new Evaluating(realData.evaluationId(), realData.subject(), true, realData.done(), realData.images(), 0, 0,
        realData.startedAt(), realData.imagesPerSecond(), realData.waitingFor());
  }
}
