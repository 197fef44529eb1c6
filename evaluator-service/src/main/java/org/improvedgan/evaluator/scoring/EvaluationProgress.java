package org.improvedgan.evaluator.scoring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What this instance is doing just now, for the page and the metrics. Safe for several threads. */
@ApplicationScoped
public class EvaluationProgress {

  private static final int NOTES_KEPT = 50;

  private final Clock clock = Clock.systemUTC();
  private final Counter images;
  private final List<Piece> running = new ArrayList<>();
  private final Deque<Note> notes = new ArrayDeque<>();
  private Optional<String> preparation = Optional.empty();

  public EvaluationProgress(MeterRegistry metrics) {
    images = Counter.builder("evaluator.images").description("Images classified").register(metrics);
    metrics.gauge("evaluator.images.per.second", this,
        progress -> progress.running().stream().mapToDouble(Running::imagesPerSecond).sum());
    metrics.gauge("evaluator.waiting", this, progress -> progress.waiting().size());
  }

  /**
   * One piece of work under way.
   *
   * @param evaluationId the evaluation that it belongs to
   * @param subject a checkpoint's id or a dataset's name
   * @param dataset whether the subject is a dataset's real images
   * @param done images of the piece that were scored
   * @param images images of the piece
   * @param waitingFor a sentence while it cannot go on
   */
  public record Running(String evaluationId, String subject, boolean dataset, long done, long images,
      Instant startedAt, double imagesPerSecond, Optional<String> waitingFor) {}

  /** Something people should know, in one sentence. */
  public record Note(Instant at, String text) {}

  /** The piece is under way until it is closed. */
  public synchronized Piece start(String evaluationId, String subject, boolean dataset, long count) {
    Piece piece = new Piece(evaluationId, subject, dataset, count, clock.instant());
    running.add(piece);
    return piece;
  }

  /** Everything under way in this instance, what began first at the beginning. */
  public synchronized List<Running> running() {
    return running.stream().map(Piece::now).toList();
  }

  /** Says what has to be got ready before anything that needs it goes on; empty when it is. */
  synchronized void preparing(Optional<String> sentence) {
    preparation = sentence;
  }

  /** What has to be got ready first, in one sentence. */
  public synchronized Optional<String> preparing() {
    return preparation;
  }

  /** Everything that is waited for, one sentence each. */
  public synchronized List<String> waiting() {
    return Stream.concat(preparation.stream(), running().stream().flatMap(piece -> piece.waitingFor().stream()))
        .toList();
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

  /** Hears how a piece of work gets on. */
  public final class Piece implements AutoCloseable {

    private final String evaluationId;
    private final String subject;
    private final boolean dataset;
    private final long count;
    private final Instant startedAt;
    private long done;
    private Optional<String> waitingFor = Optional.empty();

    private Piece(String evaluationId, String subject, boolean dataset, long count, Instant startedAt) {
      this.evaluationId = evaluationId;
      this.subject = subject;
      this.dataset = dataset;
      this.count = count;
      this.startedAt = startedAt;
    }

    /** Counts images that were scored just now. */
    public void scored(int more) {
      synchronized (EvaluationProgress.this) {
        images.increment(more);
        done += more;
        waitingFor = Optional.empty();
      }
    }

    /** Says why it stands still; the next scored images take it back. */
    public void waiting(String sentence) {
      synchronized (EvaluationProgress.this) {
        waitingFor = Optional.of(sentence);
      }
    }

    @Override
    public void close() {
      synchronized (EvaluationProgress.this) {
        running.remove(this);
      }
    }

    private Running now() {
      double seconds = Duration.between(startedAt, clock.instant()).toNanos() / 1e9;
      return new Running(evaluationId, subject, dataset, done, count, startedAt, seconds > 0 ? done / seconds : 0,
          waitingFor);
    }
  }
}
