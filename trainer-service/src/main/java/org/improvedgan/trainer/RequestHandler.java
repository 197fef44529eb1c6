package org.improvedgan.trainer;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.improvedgan.datasets.DataException;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.LogIds;
import org.improvedgan.events.v1.TrainingProgressed;
import org.improvedgan.events.v1.TrainingProgressed.State;
import org.improvedgan.events.v1.TrainingRequested;
import org.improvedgan.gan.TrainingException;
import org.jboss.logging.Logger;

/** Carries out one training request, whatever it holds, and says what became of it. */
@ApplicationScoped
class RequestHandler {
  private static final Logger LOG = Logger.getLogger(RequestHandler.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final TrainerConfig config;
  private final EventSender sender;
  private final TrainingJob job;
  private final TrainerMetrics metrics;

  RequestHandler(TrainerConfig config, EventSender sender, TrainingJob job, TrainerMetrics metrics) {
    this.config = config;
    this.sender = sender;
    this.job = job;
    this.metrics = metrics;
  }

  /** Trains, for hours if need be. Returns only an outcome that was told to Kafka where it has to be told. */
  Outcome handle(ConsumerRecord<String, byte[]> record, StopSignal stop) {
    Outcome outcome;
    try {
      outcome = train(record, stop);
    } catch (KafkaException e) {
      LOG.warnf("Kafka does not answer, so request %s is taken up again later: %s", record.key(), e.getMessage());
      outcome = Outcome.STOPPED;
    }
    if (!outcome.ended()) {
      stop.pause(PAUSE);
    }
    metrics.request(outcome);
    return outcome;
  }

  @SuppressWarnings("try") // The log's ids are there to be closed.
  private Outcome train(ConsumerRecord<String, byte[]> record, StopSignal stop) {
    TrainingRequested request;
    try {
      request = EventType.TRAINING_REQUESTED.parse(record.value());
    } catch (EventException e) {
      return reject(record, e.getMessage(), TrainingRequested.getDefaultInstance());
    }
    try (LogIds ids = LogIds.ofRun(Plan.usable(request.getRunId()) ? request.getRunId() : "")) {
      return train(record, request, stop);
    }
  }

  private Outcome train(ConsumerRecord<String, byte[]> record, TrainingRequested request, StopSignal stop) {
    RunReporter reporter;
    Plan plan;
    try {
      plan = Plan.of(request);
      reporter = new RunReporter(sender, config.progressInterval(), plan);
    } catch (BadRequestException e) {
      return reject(record, e.getMessage(), request);
    }
    LOG.infof("Training run %s of experiment %s", plan.runId(), plan.experiment().name());
    try {
      Outcome outcome = job.run(plan, reporter, stop);
      if (outcome == Outcome.COMPLETED) {
        reporter.ended(State.COMPLETED, "");
      }
      LOG.infof("Run %s: %s", plan.runId(), outcome);
      return outcome;
    } catch (BadRequestException e) {
      return reject(record, e.getMessage(), request);
    } catch (DataException | TrainingException e) {
      LOG.warnf("Run %s failed: %s", plan.runId(), e.getMessage());
      reporter.ended(State.FAILED, e.getMessage());
      return Outcome.FAILED;
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // A defect, or too little memory: the request is kept, so that it can be sent again when that is mended.
      LOG.errorf(e, "Run %s failed", plan.runId());
      String reason = "The run failed unexpectedly (" + e + "); the trainer's log says more.";
      sender.sendAside(record, reason);
      reporter.ended(State.FAILED, reason);
      return Outcome.FAILED;
    }
  }

  private Outcome reject(ConsumerRecord<String, byte[]> record, String reason, TrainingRequested request) {
    LOG.warnf("Set aside a training request (partition %d, offset %d): %s", record.partition(), record.offset(),
        reason);
    sender.sendAside(record, reason);
    if (Plan.usable(request.getRunId())) {
      sender.sendAndWait(TrainingProgressed.newBuilder()
          .setRunId(request.getRunId())
          .setExperiment(request.getExperiment())
          .setState(State.FAILED)
          .setMessage(reason)
          .setAt(Bundles.timestamp(Instant.now()))
          .build());
    }
    return Outcome.REJECTED;
  }
}
