package org.improvedgan.trainer;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.TrainingProgressed;
import org.improvedgan.events.v1.TrainingProgressed.State;
import org.improvedgan.gan.ProgressListener.Progress;

/** Tells how one run goes: each change of state, and every few seconds in between how far it is. */
final class RunReporter {
  private final EventSender sender;
  private final Duration interval;
  private final TrainingProgressed.Builder latest;
  private long firstIteration;
  private long firstNanos;
  private long sentNanos;

  RunReporter(EventSender sender, Duration interval, Plan plan) {
    this.sender = sender;
    this.interval = interval;
    this.latest = TrainingProgressed.newBuilder()
        .setRunId(plan.runId())
        .setExperiment(plan.experiment().name())
        .setDataset(plan.settings().dataset())
        .setEpochs(plan.settings().epochs());
  }

  /** The request was taken, and the run begins at its beginning. */
  void started(String message) {
    latest.clearEpoch().clearIteration();
    send(State.STARTED, message);
  }

  /** The request was taken, and the run goes on, or was to go on, from a checkpoint. */
  void resumed(CheckpointManifest checkpoint, String message) {
    latest.setDataset(checkpoint.getDataset()).setEpoch(checkpoint.getEpoch()).setIteration(checkpoint.getIteration());
    send(State.RESUMED, message);
  }

  /** Training begins here; speed and time left are reckoned from now on. */
  void runs(Trainee trainee) {
    latest.setDataset(trainee.settings().dataset())
        .setEpoch(trainee.epoch()).setEpochs(trainee.settings().epochs())
        .setIteration(trainee.iteration()).setIterations(trainee.iterations());
    firstIteration = trainee.iteration();
    firstNanos = System.nanoTime();
    sentNanos = firstNanos;
  }

  /** An iteration was done; told when the last message is old enough. */
  void iterated(Progress progress) {
    long now = System.nanoTime();
    if (now - sentNanos < interval.toNanos()) {
      return;
    }
    latest.setEpoch(progress.epochs()).setIteration(progress.iteration()).putAllMetrics(progress.losses());
    reckon(now);
    send(State.RUNNING, "");
  }

  /** A checkpoint was published. */
  void checkpointed(Trainee trainee, String checkpointId, Map<String, Double> metrics) {
    latest.setEpoch(trainee.epoch()).setIteration(trainee.iteration()).clearMetrics().putAllMetrics(metrics);
    reckon(System.nanoTime());
    latest.setCheckpointId(checkpointId);
    send(State.CHECKPOINTED, "");
    latest.clearCheckpointId();
  }

  /** The run is over; returns once Kafka has the message. */
  void ended(State state, String message) {
    latest.setIterationsPerSecond(0).setSecondsLeft(0);
    sender.sendAndWait(message(state, message));
  }

  private void reckon(long now) {
    double perSecond = (latest.getIteration() - firstIteration) / Math.max(1e-9, (now - firstNanos) / 1e9);
    latest.setIterationsPerSecond(perSecond);
    if (perSecond > 0) {
      latest.setSecondsLeft((latest.getIterations() - latest.getIteration()) / perSecond);
    }
  }

  private void send(State state, String message) {
    sentNanos = System.nanoTime();
    sender.send(message(state, message));
  }

  private TrainingProgressed message(State state, String message) {
    return latest.setState(state).setMessage(message).setAt(Bundles.timestamp(Instant.now())).build();
  }
}
