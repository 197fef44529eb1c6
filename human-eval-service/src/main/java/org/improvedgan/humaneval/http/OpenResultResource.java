package org.improvedgan.humaneval.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.results.StudyReport;

/** The outcome of the configured study, at addresses without its name. */
@Path("/")
public class OpenResultResource {
  private final HumanEvalConfig config;
  private final ResultResource results;

  OpenResultResource(HumanEvalConfig config, ResultResource results) {
    this.config = config;
    this.results = results;
  }

  /** As {@link ResultResource#report}. */
  @GET
  @Path("/results.json")
  @Produces(MediaType.APPLICATION_JSON)
  public StudyReport report() {
    return results.report(config.study());
  }

  /** As {@link ResultResource#judgements}. */
  @GET
  @Path("/results.csv")
  @Produces(ResultResource.CSV)
  public Response judgements() {
    return results.judgements(config.study());
  }
}
