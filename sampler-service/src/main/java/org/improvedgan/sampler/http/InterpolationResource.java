package org.improvedgan.sampler.http;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.improvedgan.inference.InterpolatedLatents;
import org.jboss.resteasy.reactive.RestQuery;

/**
 * {@code GET /interpolation.png?checkpoint=latest&run=&metric=&seeds=1,2,3&index=0&steps=8&columns=&scale=1&class=}:
 * the way from image {@code index} of each seed to that of the next, as one strip, or in rows of {@code columns}.
 */
@Path("/interpolation.png")
public class InterpolationResource {

  private static final int MAX_SEEDS = 64;
  private static final int MAX_STEPS = 64;
  private static final int STEPS = 8;

  private final Pictures pictures;

  InterpolationResource(Pictures pictures) {
    this.pictures = pictures;
  }

  /** What a strip is asked by, beside the checkpoint. */
  public static class Parameters {
    @RestQuery
    String seeds;
    @RestQuery
    String index;
    @RestQuery
    String steps;
    @RestQuery
    String columns;
    @RestQuery
    String scale;
    @RestQuery("class")
    String label;
  }

  @GET
  @Produces("image/png")
  public CompletionStage<Response> strip(@RestQuery String checkpoint, @RestQuery String run, @RestQuery String metric,
      Parameters parameters, @Context Request conditions, @Context HttpServerRequest connection) {
    long[] seeds = Query.seeds(parameters.seeds, MAX_SEEDS);
    long index = Query.whole("index", parameters.index, 0L, 0, Long.MAX_VALUE);
    int steps = Query.whole("steps", parameters.steps, STEPS, 1, MAX_STEPS);
    int count = steps * (seeds.length - 1) + 1;
    Query.check(count <= PictureRequest.MAX_COUNT, "The strip would have " + count + " images, more than "
        + PictureRequest.MAX_COUNT + "; give fewer seeds or steps.");
    int columns = Query.whole("columns", parameters.columns, count, 1, PictureRequest.MAX_COUNT);
    int scale = Query.whole("scale", parameters.scale, 1, 1, PictureRequest.MAX_SCALE);
    OptionalInt label = Query.label(parameters.label);
    String variant = String.join("-", "strip",
        Arrays.stream(seeds).mapToObj(Long::toUnsignedString).collect(Collectors.joining("_")), "" + index, "" + steps,
        "" + columns, "" + scale, label.isPresent() ? "" + label.getAsInt() : "");
    return pictures.answer(new PictureRequest(Query.choice(checkpoint, run, metric), variant, count, columns, scale,
        spec -> new InterpolatedLatents(spec.latent(), seeds, index, steps, spec.latentSize(),
            Query.classes(spec, label))), conditions, connection);
  }
}
