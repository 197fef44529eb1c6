package org.improvedgan.evaluator.page;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.improvedgan.checkpoints.CheckpointCatalog;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.evaluator.board.EvaluationLog;
import org.improvedgan.evaluator.board.HumanBoard;
import org.improvedgan.evaluator.board.RunningEvaluations;
import org.improvedgan.evaluator.board.RunningEvaluations.Evaluating;
import org.improvedgan.evaluator.board.TrainingBoard;
import org.improvedgan.evaluator.pipeline.Pipeline;
import org.improvedgan.evaluator.scoring.EvaluationProgress;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.TrainingProgressed;

/** What is going on just now; the page asks every second. */
@Path("/api/progress")
public final class ProgressResource {

  private final EvaluatorConfig config;
  private final Pipeline pipeline;
  private final EvaluationLog evaluations;
  private final RunningEvaluations running;
  private final EvaluationProgress progress;
  private final TrainingBoard training;
  private final CheckpointCatalog catalog;
  private final HumanBoard humans;

  ProgressResource(EvaluatorConfig config, Pipeline pipeline, EvaluationLog evaluations, RunningEvaluations running,
      EvaluationProgress progress, TrainingBoard training, CheckpointCatalog catalog,
      HumanBoard humans) {
    this.config = config;
    this.pipeline = pipeline;
    this.evaluations = evaluations;
    this.running = running;
    this.progress = progress;
    this.training = training;
    this.catalog = catalog;
    this.humans = humans;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public ProgressView now() {
    List<Evaluating> evaluating = running.list();
    return new ProgressView(
        evaluations.version() + humans.version(),
        pipeline.trouble().orElse(null),
        progress.preparing().orElse(null),
        evaluating.stream().map(ProgressResource::view).toList(),
        waiting(evaluating),
        training.runs().stream().map(ProgressResource::view).toList(),
        progress.notes().stream().map(note -> new ProgressView.Note(note.at(), note.text())).toList(),
        new ProgressView.Links(config.links().sampler(), config.links().trainer(), config.links().humanEval()));
  }

  private int waiting(List<Evaluating> evaluating) {
    Set<String> known = evaluations.all().stream()
        .filter(EvaluationCompleted::hasCheckpoint)
        .map(evaluation -> evaluation.getCheckpoint().getCheckpointId())
        .collect(Collectors.toSet());
    evaluating.forEach(one -> known.add(one.subject()));
    known.addAll(running.setAside());
    return (int) catalog.all().stream()
        .map(CheckpointManifest::getCheckpointId)
        .filter(id -> !known.contains(id))
        .count();
  }

  private static ProgressView.Evaluating view(Evaluating one) {
    return new ProgressView.Evaluating(one.evaluationId(), one.subject(), one.dataset() ? "dataset" : "checkpoint",
        one.done(), one.samples(), one.splitsDone(), one.splits(), one.imagesPerSecond(), one.startedAt(),
        one.waitingFor().orElse(null));
  }

  private static ProgressView.Training view(TrainingProgressed progress) {
    return new ProgressView.Training(progress.getRunId(), progress.getExperiment(), progress.getDataset(),
        progress.getState().name(), progress.getEpoch(), progress.getEpochs(), progress.getIteration(),
        progress.getIterations(), progress.getIterationsPerSecond(), progress.getSecondsLeft(),
        progress.getMetricsMap(), progress.getCheckpointId(), progress.getMessage(),
        Instant.ofEpochSecond(progress.getAt().getSeconds(), progress.getAt().getNanos()));
  }
}
