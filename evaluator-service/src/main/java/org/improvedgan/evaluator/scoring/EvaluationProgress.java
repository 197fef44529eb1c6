package org.improvedgan.evaluator.scoring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What this instance is doing just now, for the page and the metrics. Safe for several threads. */
@ApplicationScoped
public class EvaluationProgress {

  private static final int NOTES_KEPT = 50;

  private final Clock clock = Clock.systemUTC();
  private final Counter images;
  private final Deque<Note> notes = new ArrayDeque<>();
  private Running running;

  EvaluationProgress(MeterRegistry metrics) {
    images = Counter.builder("evaluator.images").description("Images classified").register(metrics);
    metrics.gauge("evaluator.running.share", this, progress -> progress.running().map(Running::share).orElse(0.0));
    metrics.gauge("evaluator.images.per.second", this,
        progress -> progress.running().map(Running::imagesPerSecond).orElse(0.0));
  }

  /**
   * The evaluation under way.
   *
   * @param subject a checkpoint's id or a dataset's name
   * @param dataset whether the subject is a dataset's real images
   * @param done images scored
   * @param samples images to score
   * @param waitingFor a sentence while it cannot go on
   */
  public record Running(String subject, boolean dataset, long done, long samples, Instant startedAt,
      double imagesPerSecond, Optional<String> waitingFor) {

    double share() {
      return samples == 0 ? 0 : (double) done / samples;
    }
  }

  /** Something people should know, in one sentence. */
  public record Note(Instant at, String text) {}

  public synchronized void start(String subject, boolean dataset, long samples) {
    running = new Running(subject, dataset, 0, samples, clock.instant(), 0, Optional.empty());
  }

  /** Counts images that were scored just now. */
  public synchronized void scored(long count) {
    images.increment(count);
    if (running != null) {
      long done = running.done() + count;
      double seconds = Duration.between(running.startedAt(), clock.instant()).toNanos() / 1e9;
      running = new Running(running.subject(), running.dataset(), done, running.samples(), running.startedAt(),
          seconds > 0 ? done / seconds : 0, Optional.empty());
    }
  }

  /** Says why the running evaluation stands still; the next scored images take it back. */
  public synchronized void waiting(String sentence) {
    if (running != null) {
      running = new Running(running.subject(), running.dataset(), running.done(), running.samples(),
          running.startedAt(), running.imagesPerSecond(), Optional.of(sentence));
    }
  }

  public synchronized void finish() {
    running = null;
  }

  public synchronized Optional<Running> running() {
    return Optional.ofNullable(running);
  }

  public synchronized void note(String sentence) {
    notes.addFirst(new Note(clock.instant(), sentence));
    if (notes.size() > NOTES_KEPT) {
      notes.removeLast();
    }
  }

  /** The latest notes, newest first. */
  public synchronized List<Note> notes() {
    return List.copyOf(notes);
  }
}
