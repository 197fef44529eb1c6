package org.improvedgan.humaneval.http;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.results.ImageReport;
import org.improvedgan.humaneval.results.ImageResults;
import org.improvedgan.humaneval.results.JudgementExport;
import org.improvedgan.humaneval.results.Reports;
import org.improvedgan.humaneval.results.ResultAccess;
import org.improvedgan.humaneval.results.StudyReport;
import org.improvedgan.humaneval.study.Studies;
import org.improvedgan.humaneval.study.Study;

/** The outcome of a study. */
@Path("/api/results/{study}")
public class ResultResource {
  static final String CSV = "text/csv;charset=UTF-8";
  private static final String JSON_LINES = "application/x-ndjson";
  private static final int MOST_IMAGES = 1000;

  private final Studies studies;
  private final ResultAccess access;
  private final Reports reports;
  private final JudgementExport export;
  private final ImageResults images;

  ResultResource(Studies studies, ResultAccess access, Reports reports, JudgementExport export, ImageResults images) {
    this.studies = studies;
    this.access = access;
    this.reports = reports;
    this.export = export;
    this.images = images;
  }

  private interface Export {
    void write(Writer writer, String study) throws IOException;
  }

  /** Rates, comparisons, correlations, and what became of the sessions. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public StudyReport report(@PathParam("study") String id) {
    var study = studies.get(id);
    access.requireRates(study);
    return reports.of(study);
  }

  /** Every judgement, as a table. */
  @GET
  @Path("/judgements.csv")
  @Produces(CSV)
  public Response judgements(@PathParam("study") String id) {
    return judgements(id, "csv", export::writeCsv);
  }

  /** Every judgement, an object a line. */
  @GET
  @Path("/judgements.jsonl")
  @Produces(JSON_LINES)
  public Response judgementLines(@PathParam("study") String id) {
    return judgements(id, "jsonl", export::writeJsonLines);
  }

  /**
   * The images that people were wrong about most often.
   *
   * @param least judgements that an image must have
   * @param limit images of each kind, up to 1000
   */
  @GET
  @Path("/images")
  @Produces(MediaType.APPLICATION_JSON)
  public ImageReport images(@PathParam("study") String id, @QueryParam("least") @DefaultValue("5") String least,
      @QueryParam("limit") @DefaultValue("24") String limit) {
    access.requireImages(studies.get(id));
    return images.of(id, number("least", least), Math.min(MOST_IMAGES, number("limit", limit)));
  }

  /** One image as a PNG file. */
  @GET
  @Path("/images/{stimulus}.png")
  @Produces("image/png")
  public byte[] image(@PathParam("study") String id, @PathParam("stimulus") String stimulus) {
    access.requireImages(studies.get(id));
    return images.png(id, uuid(stimulus)).orElseThrow(ResultResource::noImage);
  }

  private Response judgements(String id, String ending, Export format) {
    Study study = studies.get(id);
    access.requireJudgements(study);
    StreamingOutput body = output -> {
      try (var writer = new OutputStreamWriter(output, StandardCharsets.UTF_8)) {
        format.write(writer, id);
      }
    };
    return Response.ok(body).header(HttpHeaders.CONTENT_DISPOSITION,
        "attachment; filename=\"" + study.studyId() + "-judgements." + ending + "\"").build();
  }

  private static int number(String name, String text) {
    try {
      var value = Integer.parseInt(text);
      if (value >= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The same sentence as for a number that is too small.
    }
    throw new Refusal(Reason.MALFORMED, "The parameter " + name + " is not a number from 1 on.");
  }

  private static UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw noImage();
    }
  }

  private static Refusal noImage() {
    return new Refusal(Reason.UNKNOWN, "There is no such image in this study.");
  }
}
