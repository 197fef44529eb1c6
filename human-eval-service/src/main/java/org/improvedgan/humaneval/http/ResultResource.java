package org.improvedgan.humaneval.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.results.JudgementExport;
import org.improvedgan.humaneval.results.Results;
import org.improvedgan.humaneval.results.StudyResult;

/** The open study's results, open to everybody. */
@Path("/")
public class ResultResource {
  private final HumanEvalConfig config;
  private final Results results;
  private final JudgementExport export;

  ResultResource(HumanEvalConfig config, Results results, JudgementExport export) {
    this.config = config;
    this.results = results;
    this.export = export;
  }

  /** Error rates with their intervals. */
  @GET
  @Path("/results.json")
  @Produces(MediaType.APPLICATION_JSON)
  public StudyResult rates() {
    return results.of(config.study());
  }

  /** Every judgement. */
  @GET
  @Path("/results.csv")
  @Produces("text/csv;charset=UTF-8")
  public StreamingOutput judgements() {
    return output -> {
      try (var writer = new OutputStreamWriter(output, StandardCharsets.UTF_8)) {
        export.write(writer, config.study());
      }
    };
  }
}
