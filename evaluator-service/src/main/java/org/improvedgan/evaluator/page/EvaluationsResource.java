package org.improvedgan.evaluator.page;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.improvedgan.evaluator.board.EvaluationLog;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.ScoreProtocol;

/** All scores there are, as JSON and as a table, in the order of their completion. */
@Path("/api")
public final class EvaluationsResource {

  private final EvaluationLog evaluations;

  EvaluationsResource(EvaluationLog evaluations) {
    this.evaluations = evaluations;
  }

  @GET
  @Path("/evaluations")
  @Produces(MediaType.APPLICATION_JSON)
  public List<EvaluationView> all() {
    return views();
  }

  @GET
  @Path("/evaluations.csv")
  @Produces("text/csv; charset=utf-8")
  public Response csv() {
    return Response.ok(EvaluationsCsv.of(views()))
        .header("Content-Disposition", "attachment; filename=\"evaluations.csv\"")
        .build();
  }

  private List<EvaluationView> views() {
    List<EvaluationCompleted> all = evaluations.all();
    Map<Comparison, Double> highest = new HashMap<>();
    for (EvaluationCompleted evaluation : all) {
      if (evaluation.hasCheckpoint()) {
        highest.merge(Comparison.of(evaluation), evaluation.getInceptionScore().getMean(), Math::max);
      }
    }
    return all.stream()
        .map(evaluation -> EvaluationView.of(evaluation, evaluation.hasCheckpoint()
            && evaluation.getInceptionScore().getMean() == highest.get(Comparison.of(evaluation))))
        .toList();
  }

  /** What two checkpoints must share for their scores to be compared. */
  private record Comparison(String dataset, ScoreProtocol protocol) {

    static Comparison of(EvaluationCompleted evaluation) {
      return new Comparison(evaluation.getCheckpoint().getDataset(), evaluation.getProtocol());
    }
  }
}
