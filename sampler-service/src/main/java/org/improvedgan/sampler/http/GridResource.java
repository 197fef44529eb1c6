package org.improvedgan.sampler.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.images.ImageGrid;
import org.improvedgan.images.Images;
import org.improvedgan.images.Png;
import org.improvedgan.inference.Classes;
import org.improvedgan.inference.GeneratorSpec;
import org.improvedgan.inference.SeedLatents;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.SamplingException.Kind;
import org.improvedgan.sampler.sampling.Admission;
import org.improvedgan.sampler.sampling.Batcher;
import org.improvedgan.sampler.serving.Checkpoints;
import org.improvedgan.sampler.serving.Choice;
import org.improvedgan.sampler.serving.GeneratorPart;
import org.improvedgan.sampler.serving.Lease;
import org.jboss.resteasy.reactive.RestQuery;

/**
 * {@code GET /grid.png?checkpoint=latest&run=&seed=0&first=0&count=64&columns=8&scale=1}: images of one seed as one
 * picture. The header {@code Checkpoint-Id} names the checkpoint. With an explicit id the picture never changes and may
 * be cached for ever; "latest" must not be cached.
 */
@Path("/grid.png")
public class GridResource {

  /** Header that names the checkpoint of a picture. */
  public static final String CHECKPOINT_ID = "Checkpoint-Id";

  private static final int GAP = 2;
  private static final long MAX_PIXELS = 16_000_000;
  private static final int YEAR_SECONDS = 365 * 24 * 60 * 60;

  private final Checkpoints checkpoints;
  private final Batcher batcher;
  private final Admission admission;

  GridResource(Checkpoints checkpoints, Batcher batcher, Admission admission) {
    this.checkpoints = checkpoints;
    this.batcher = batcher;
    this.admission = admission;
  }

  @GET
  @Produces("image/png")
  public CompletionStage<Response> grid(@RestQuery String checkpoint, @RestQuery String run, @RestQuery String seed,
      @RestQuery String first, @RestQuery String count, @RestQuery String columns, @RestQuery String scale,
      @Context Request request) {
    GridRequest grid = GridRequest.of(checkpoint, run, seed, first, count, columns, scale);
    Optional<Response> notModified = checkpoints.find(grid.checkpoint())
        .map(manifest -> request.evaluatePreconditions(tag(GeneratorPart.sha256(manifest), grid)))
        .map(unchanged -> unchanged.cacheControl(caching(grid)).build());
    if (notModified.isPresent()) {
      return CompletableFuture.completedFuture(notModified.get());
    }
    admission.enter();
    return checkpoints.acquire(Choice.of(grid.checkpoint(), grid.run()))
        .thenCompose(lease -> images(lease, grid).thenApply(images -> picture(lease, images, grid))
            .whenComplete((done, e) -> lease.close()))
        .whenComplete((done, e) -> admission.leave());
  }

  private CompletableFuture<Images> images(Lease lease, GridRequest grid) {
    checkSize(lease.manifest(), grid);
    GeneratorSpec spec = lease.generator().spec();
    return batcher.submit(lease, new SeedLatents(spec.latent(), grid.seed(), grid.first(), grid.count(), 0,
        Classes.allOf(spec.classes())), () -> false);
  }

  private static Response picture(Lease lease, Images images, GridRequest grid) {
    byte[] png = Png.encode(ImageGrid.of(images, grid.columns(), GAP, grid.scale()));
    Response.ResponseBuilder response = Response.ok(png)
        .header(CHECKPOINT_ID, lease.manifest().getCheckpointId());
    if (grid.pinned()) {
      response.tag(tag(lease.generatorSha256(), grid));
    }
    return response.cacheControl(caching(grid)).build();
  }

  private static CacheControl caching(GridRequest grid) {
    CacheControl caching = new CacheControl();
    caching.setNoTransform(false);
    if (grid.pinned()) {
      caching.setMaxAge(YEAR_SECONDS);
      caching.getCacheExtension().put("immutable", null);
    } else {
      caching.setNoStore(true);
    }
    return caching;
  }

  private static void checkSize(CheckpointManifest manifest, GridRequest grid) {
    var shape = manifest.getImageShape();
    long pixels = (long) grid.count() * shape.getHeight() * shape.getWidth() * grid.scale() * grid.scale();
    if (pixels > MAX_PIXELS) {
      throw new SamplingException(Kind.INVALID, "The picture would have more than " + MAX_PIXELS
          + " pixels; ask for a smaller count or scale.");
    }
  }

  private static EntityTag tag(String generatorSha256, GridRequest grid) {
    return new EntityTag(generatorSha256 + "-" + grid.variant());
  }
}
