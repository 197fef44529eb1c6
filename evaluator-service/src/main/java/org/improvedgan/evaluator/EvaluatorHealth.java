package org.improvedgan.evaluator;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.improvedgan.evaluator.board.EvaluationLog;
import org.improvedgan.evaluator.pipeline.Pipeline;
import org.improvedgan.evaluator.scoring.EvaluationProgress;

/**
 * Ready when all evaluations have been read and checkpoints are being taken. A sampler that is away and what was set
 * aside show in the data, but do not make the evaluator unready: it waits, or goes on, and its page works.
 */
final class EvaluatorHealth {

  private EvaluatorHealth() {
  }

  @Readiness
  @ApplicationScoped
  static class Ready implements HealthCheck {

    private final Pipeline pipeline;
    private final EvaluationLog evaluations;
    private final EvaluationProgress progress;

    Ready(Pipeline pipeline, EvaluationLog evaluations, EvaluationProgress progress) {
      this.pipeline = pipeline;
      this.evaluations = evaluations;
      this.progress = progress;
    }

    @Override
    public HealthCheckResponse call() {
      HealthCheckResponseBuilder answer = HealthCheckResponse.named("checkpoints are taken")
          .status(evaluations.read() && pipeline.trouble().isEmpty());
      pipeline.trouble().ifPresent(sentence -> answer.withData("trouble", sentence));
      progress.waiting().stream().findFirst()
          .ifPresent(sentence -> answer.withData("waiting", sentence));
      progress.notes().stream().findFirst().ifPresent(note -> answer.withData("note", note.text()));
      return answer.build();
    }
  }

  @Liveness
  @ApplicationScoped
  static class Live implements HealthCheck {

    private final Pipeline pipeline;

    Live(Pipeline pipeline) {
      this.pipeline = pipeline;
    }

    @Override
    public HealthCheckResponse call() {
      return HealthCheckResponse.named("the loops of the pipeline run").status(pipeline.alive()).build();
    }
  }
}
