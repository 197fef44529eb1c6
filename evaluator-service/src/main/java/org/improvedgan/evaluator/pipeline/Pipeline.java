package org.improvedgan.evaluator.pipeline;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.improvedgan.checkpoints.CheckpointCatalog;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.evaluator.KafkaSettings;
import org.improvedgan.evaluator.board.EvaluationLog;
import org.improvedgan.evaluator.board.TrainingBoard;
import org.improvedgan.evaluator.scoring.EvaluationProgress;
import org.improvedgan.events.Topics;
import org.jboss.logging.Logger;

/** Runs the evaluator from start to stop, and again after Kafka failed. */
@ApplicationScoped
public class Pipeline {

  private static final Logger LOG = Logger.getLogger(Pipeline.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final EvaluatorConfig config;
  private final KafkaSettings kafka;
  private final CheckpointCatalog catalog;
  private final EvaluationLog evaluations;
  private final TrainingBoard training;
  private final Evaluator evaluator;
  private final RealDataQueue realData;
  private final EvaluationProgress progress;
  private final MeterRegistry metrics;
  private final String transactionalId = "evaluator-" + UUID.randomUUID();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "checkpoint-loop");
  private boolean following;
  private volatile Optional<String> trouble = Optional.of("It is still starting.");

  Pipeline(EvaluatorConfig config, KafkaSettings kafka, CheckpointCatalog catalog, EvaluationLog evaluations,
      TrainingBoard training, Evaluator evaluator, RealDataQueue realData, EvaluationProgress progress,
      MeterRegistry metrics) {
    this.config = config;
    this.kafka = kafka;
    this.catalog = catalog;
    this.evaluations = evaluations;
    this.training = training;
    this.evaluator = evaluator;
    this.realData = realData;
    this.progress = progress;
    this.metrics = metrics;
  }

  /** What keeps it from working, in one sentence; empty while all is well. */
  public Optional<String> trouble() {
    return trouble;
  }

  /** Whether its thread lives. */
  public boolean alive() {
    return thread.isAlive();
  }

  void onStart(@Observes StartupEvent event) {
    thread.start();
  }

  void onStop(@Observes ShutdownEvent event) throws InterruptedException {
    stop.countDown();
    thread.join(STOP_TIMEOUT.toMillis());
    // A call to a broker that is away waits for a minute.
    thread.interrupt();
    thread.join(STOP_TIMEOUT.toMillis());
  }

  private void run() {
    while (!stopped()) {
      try {
        follow();
        try (CheckpointLoop loop = new CheckpointLoop(kafka, config.group(), transactionalId, evaluator, realData,
            this::report)) {
          trouble = Optional.empty();
          loop.run(this::stopped);
        }
      } catch (KafkaException e) {
        if (!stopped()) {
          trouble = Optional.of("Kafka failed, trying again: " + e.getMessage());
          LOG.warn(trouble.get());
        }
      } catch (RuntimeException e) {
        trouble = Optional.of("Something unforeseen failed, trying again: " + e);
        LOG.error(trouble.get(), e);
      } catch (InterruptedException e) {
        return;
      }
      pause();
    }
  }

  /** Starts, once, to follow what is in Kafka already, and reads all evaluations there are. */
  private void follow() throws InterruptedException {
    if (!following) {
      try (Admin admin = Admin.create(kafka.common())) {
        Topics.createAll(admin);
        Topics.create(admin, List.of(Topics.deadLetterTopic(Topics.CHECKPOINTS, config.group())));
      }
      catalog.start();
      evaluations.start();
      training.start();
      following = true;
    }
    evaluations.awaitCurrent();
  }

  private void report(Outcome outcome) {
    metrics.counter("evaluator.outcomes", "outcome", outcome.kind()).increment();
    outcome.sentence().ifPresent(sentence -> {
      LOG.warn(sentence);
      progress.note(sentence);
    });
  }

  private boolean stopped() {
    return stop.getCount() == 0;
  }

  private void pause() {
    try {
      stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
