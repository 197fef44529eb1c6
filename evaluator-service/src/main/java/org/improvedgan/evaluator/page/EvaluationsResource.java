package org.improvedgan.evaluator.page;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.evaluator.board.EvaluationLog;
import org.improvedgan.evaluator.board.HumanBoard;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.ScoreProtocol;

/** All scores there are, in the order of their completion, and the runs that they rank; as JSON and as tables. */
@Path("/api")
public final class EvaluationsResource {

  private final EvaluationLog evaluations;
  private final HumanBoard humans;

  EvaluationsResource(EvaluationLog evaluations, HumanBoard humans) {
    this.evaluations = evaluations;
    this.humans = humans;
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
    return table("evaluations.csv", EvaluationsCsv.of(views()));
  }

  /** The runs, best first. */
  @GET
  @Path("/leaderboard")
  @Produces(MediaType.APPLICATION_JSON)
  public List<LeaderboardView> leaderboard() {
    return LeaderboardView.of(views());
  }

  @GET
  @Path("/leaderboard.csv")
  @Produces("text/csv; charset=utf-8")
  public Response leaderboardCsv() {
    return table("leaderboard.csv", EvaluationsCsv.runs(leaderboard()));
  }

  private static Response table(String name, String csv) {
    return Response.ok(csv).header("Content-Disposition", "attachment; filename=\"" + name + "\"").build();
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
            && evaluation.getInceptionScore().getMean() == highest.get(Comparison.of(evaluation)),
            evaluation.hasCheckpoint() ? humans.of(evaluation.getCheckpoint().getCheckpointId()) : Optional.empty()))
        .toList();
  }

  /** What two checkpoints must share for their scores to be compared. */
  private record Comparison(String dataset, ScoreProtocol protocol) {

    static Comparison of(EvaluationCompleted evaluation) {
      return new Comparison(evaluation.getCheckpoint().getDataset(), evaluation.getProtocol());
    }
  }
}
