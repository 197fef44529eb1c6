package org.improvedgan.evaluator.grid;

import io.grpc.StatusRuntimeException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.improvedgan.checkpoints.CheckpointCatalog;

/** A checkpoint's sample grid as PNG. */
@Path("/grids/{checkpoint}.png")
public final class GridResource {

  /** A page full of grids must not take the sampler away from the evaluations. */
  private static final int AT_ONCE = 2;
  private static final int PATIENCE_SECONDS = 20;

  private final Grids grids;
  private final CheckpointCatalog catalog;
  private final Semaphore drawing = new Semaphore(AT_ONCE);

  GridResource(Grids grids, CheckpointCatalog catalog) {
    this.grids = grids;
    this.catalog = catalog;
  }

  @GET
  public Response grid(@PathParam("checkpoint") String checkpoint) throws InterruptedException {
    byte[] kept = grids.kept(checkpoint).orElse(null);
    if (kept != null) {
      return png(kept);
    }
    if (catalog.find(checkpoint).isEmpty()) {
      return problem(Response.Status.NOT_FOUND, "There is no checkpoint " + checkpoint + ", or it was pruned.");
    }
    if (!drawing.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      return problem(Response.Status.SERVICE_UNAVAILABLE, "Many grids are being drawn: try again in a moment.");
    }
    try {
      return png(grids.draw(checkpoint));
    } catch (StatusRuntimeException e) {
      return problem(Response.Status.SERVICE_UNAVAILABLE,
          "The sampler does not give the images (" + e.getStatus().getCode() + "): try again in a moment.");
    } finally {
      drawing.release();
    }
  }

  private static Response png(byte[] file) {
    // The same checkpoint always gives the same picture.
    return Response.ok(file, "image/png").header("Cache-Control", "private, max-age=86400, immutable").build();
  }

  private static Response problem(Response.Status status, String sentence) {
    return Response.status(status).type(MediaType.TEXT_PLAIN_TYPE).entity(sentence + "\n").build();
  }
}
