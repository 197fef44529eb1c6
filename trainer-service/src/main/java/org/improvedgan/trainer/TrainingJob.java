package org.improvedgan.trainer;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.checkpoints.CheckpointException;
import org.improvedgan.checkpoints.CheckpointException.Reason;
import org.improvedgan.checkpoints.CheckpointPublisher;
import org.improvedgan.checkpoints.CheckpointReader;
import org.improvedgan.events.LogIds;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.gan.DivergenceException;
import org.improvedgan.gan.EpochReport;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.service.KafkaSettings;
import org.jboss.logging.Logger;

/**
 * Carries out one plan: goes on from the run's newest usable checkpoint, or starts it, and publishes a checkpoint after
 * every epoch. Being told to stop, or killed, at any moment costs at most the epoch that was in the making.
 */
@ApplicationScoped
class TrainingJob {
  private static final Logger LOG = Logger.getLogger(TrainingJob.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final TrainerConfig config;
  private final Map<String, Object> kafka;
  private final Trainee.Source trainees;
  private final TrainerMetrics metrics;

  TrainingJob(TrainerConfig config, KafkaSettings kafka,
      Trainee.Source trainees, TrainerMetrics metrics) {
    this.config = config;
    this.kafka = kafka.common();
    this.trainees = trainees;
    this.metrics = metrics;
  }

  /**
   * Trains to the last epoch, or until told to stop.
   *
   * @return COMPLETED, STOPPED or TAKEN_OVER
   * @throws BadRequestException when the run belongs to another experiment
   * @throws TrainingException when the run cannot go on
   * @throws org.improvedgan.datasets.DataException when the data are not on this machine
   */
  @SuppressWarnings("try") // The log's ids are there to be closed.
  Outcome run(Plan plan, RunReporter reporter, StopSignal stop) {
    // The transactional id is the run's: whoever takes a run over shuts out the trainer that had it before.
    try (CheckpointPublisher publisher =
        new CheckpointPublisher(kafka, "trainer-" + plan.runId(), config.keepLast())) {
      Set<String> broken = new HashSet<>();
      try (Trainee trainee = open(plan, publisher, reporter, broken)) {
        reporter.runs(trainee);
        while (!trainee.finished()) {
          EpochReport epoch = trainee.trainEpoch(progress -> {
            metrics.iteration();
            reporter.iterated(progress);
            return !stop.requested();
          });
          if (!epoch.complete()) {
            return Outcome.STOPPED;
          }
          CheckpointBundle bundle = Bundles.of(plan.runId(), trainee.snapshot());
          try (LogIds ids = LogIds.open().checkpoint(bundle.manifest().getCheckpointId())) {
            if (!publish(publisher, bundle, broken, stop)) {
              return Outcome.STOPPED;
            }
          }
          reporter.checkpointed(trainee, bundle.manifest().getCheckpointId(), bundle.manifest().getMetricsMap());
        }
        return Outcome.COMPLETED;
      }
    } catch (DivergenceException e) {
      throw e.withCheckpoint(CheckpointBundle.id(plan.runId(), e.lastGoodEpoch()));
    } catch (CheckpointException e) {
      LOG.warn(e.getMessage());
      return e.reason() == Reason.FENCED ? Outcome.TAKEN_OVER : Outcome.STOPPED;
    }
  }

  /** Publishes as soon as Kafka takes it; false when told to stop before. */
  private boolean publish(CheckpointPublisher publisher, CheckpointBundle bundle, Set<String> broken,
      StopSignal stop) {
    while (true) {
      try {
        if (broken.contains(bundle.manifest().getCheckpointId())) {
          publisher.replace(bundle);
        } else {
          publisher.publish(bundle);
        }
        metrics.checkpoint();
        LOG.infof("Published checkpoint %s", bundle.manifest().getCheckpointId());
        return true;
      } catch (CheckpointException e) {
        if (e.reason() == Reason.FENCED || stop.requested()) {
          throw e;
        }
        LOG.warnf("%s Trying again.", e.getMessage());
        stop.pause(PAUSE);
      }
    }
  }

  /** The newest checkpoint whose state can be read is where the run goes on; without any it starts. */
  @SuppressWarnings("try") // The log's ids are there to be closed.
  private Trainee open(Plan plan, CheckpointPublisher publisher, RunReporter reporter, Set<String> broken) {
    List<CheckpointManifest> newestFirst = publisher.published(plan.runId()).stream()
        .sorted(Comparator.comparingInt(CheckpointManifest::getEpoch).reversed()).toList();
    if (newestFirst.isEmpty()) {
      reporter.started("");
      return trainees.start(plan);
    }
    String experiment = newestFirst.get(0).getExperiment();
    if (!experiment.equals(plan.experiment().name())) {
      throw new BadRequestException("Run " + plan.runId() + " belongs to experiment " + experiment + ", not to "
          + plan.experiment().name() + "; choose another run id.");
    }
    try (CheckpointReader reader = new CheckpointReader(kafka)) {
      for (CheckpointManifest checkpoint : newestFirst) {
        String id = checkpoint.getCheckpointId();
        try {
          byte[] state = reader.read(checkpoint, Set.of(CheckpointBundle.STATE)).get(CheckpointBundle.STATE);
          boolean asAsked = checkpoint.getSettingsMap().equals(plan.settings().toMap());
          reporter.resumed(checkpoint, "Goes on from checkpoint " + id
              + (asAsked ? "." : " with the settings that the run began with, which are not those of this request."));
          return trainees.resume(checkpoint.getDataset(), state);
        } catch (CheckpointException | TrainingException e) {
          if (e instanceof CheckpointException unread && unread.reason() == Reason.UNAVAILABLE) {
            throw e;
          }
          broken.add(id);
          try (LogIds ids = LogIds.open().checkpoint(id)) {
            LOG.warn(e.getMessage());
          }
          reporter.resumed(checkpoint, "Checkpoint " + id + " cannot be resumed (" + e.getMessage()
              + "), so the one before it is tried.");
        }
      }
    }
    reporter.started("None of the run's checkpoints can be resumed, so it starts again.");
    return trainees.start(plan);
  }
}
