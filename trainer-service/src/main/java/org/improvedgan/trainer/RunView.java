package org.improvedgan.trainer;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.improvedgan.events.v1.TrainingProgressed;

/** A run as {@code GET /api/runs} shows it: its last progress message, and the last checkpoint that was told of. */
public record RunView(String runId, String experiment, String dataset, String state, int epoch, int epochs,
    long iteration, long iterations, double iterationsPerSecond, double secondsLeft, Map<String, Double> metrics,
    String checkpointId, String message, Instant at) {

  /** @param before what was known of the run; null for nothing */
  static RunView of(TrainingProgressed progress, RunView before) {
    String checkpointId = progress.getCheckpointId().isEmpty() && before != null
        ? before.checkpointId() : progress.getCheckpointId();
    return new RunView(progress.getRunId(), progress.getExperiment(), progress.getDataset(),
        progress.getState().name(), progress.getEpoch(), progress.getEpochs(), progress.getIteration(),
        progress.getIterations(), progress.getIterationsPerSecond(), progress.getSecondsLeft(),
        new TreeMap<>(progress.getMetricsMap()), checkpointId, progress.getMessage(),
        Instant.ofEpochSecond(progress.getAt().getSeconds(), progress.getAt().getNanos()));
  }
}
