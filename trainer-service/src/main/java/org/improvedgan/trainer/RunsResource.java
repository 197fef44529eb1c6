package org.improvedgan.trainer;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The runs that the trainers of this system have worked on. */
@Path("/api/runs")
@Produces(MediaType.APPLICATION_JSON)
public class RunsResource {
  private final RunBoard board;

  RunsResource(RunBoard board) {
    this.board = board;
  }

  /** All runs, the one heard of last first. */
  @GET
  public List<RunView> all() {
    return board.all();
  }

  /** One run; 404 when nothing was heard of it. */
  @GET
  @Path("{runId}")
  public RunView one(String runId) {
    return board.find(runId).orElseThrow(NotFoundException::new);
  }
}
