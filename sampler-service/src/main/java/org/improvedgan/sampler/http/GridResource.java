package org.improvedgan.sampler.http;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import org.improvedgan.sampler.sampling.SeedRows;
import org.jboss.resteasy.reactive.RestQuery;

/**
 * {@code GET /grid.png?checkpoint=latest&run=&metric=&seed=0&first=0&count=64&columns=8&scale=1&class=&truncation=}:
 * images of one seed as one picture. The header {@code Checkpoint-Id} names the checkpoint.
 */
@Path("/grid.png")
public class GridResource {

  private static final int COUNT = 64;
  private static final int COLUMNS = 8;

  private final Pictures pictures;

  GridResource(Pictures pictures) {
    this.pictures = pictures;
  }

  /** What a grid is asked by, beside the checkpoint. */
  public static class Parameters {
    @RestQuery
    String seed;
    @RestQuery
    String first;
    @RestQuery
    String count;
    @RestQuery
    String columns;
    @RestQuery
    String scale;
    @RestQuery("class")
    String label;
    @RestQuery
    String truncation;
  }

  @GET
  @Produces("image/png")
  public CompletionStage<Response> grid(@RestQuery String checkpoint, @RestQuery String run, @RestQuery String metric,
      Parameters parameters, @Context Request conditions, @Context HttpServerRequest connection) {
    long seed = Query.seed(parameters.seed);
    long first = Query.whole("first", parameters.first, 0L, 0, Long.MAX_VALUE - PictureRequest.MAX_COUNT);
    int count = Query.whole("count", parameters.count, COUNT, 1, PictureRequest.MAX_COUNT);
    int columns = Query.whole("columns", parameters.columns, COLUMNS, 1, PictureRequest.MAX_COUNT);
    int scale = Query.whole("scale", parameters.scale, 1, 1, PictureRequest.MAX_SCALE);
    OptionalInt label = Query.label(parameters.label);
    double truncation = Query.truncation(parameters.truncation);
    String variant = String.join("-", "grid", Long.toUnsignedString(seed), "" + first, "" + count, "" + columns,
        "" + scale, label.isPresent() ? "" + label.getAsInt() : "", "" + truncation);
    return pictures.answer(new PictureRequest(Query.choice(checkpoint, run, metric), variant, count, columns, scale,
        spec -> SeedRows.of(spec, seed, first, count, truncation, Query.classes(spec, label))), conditions, connection);
  }
}
