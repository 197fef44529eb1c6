package org.improvedgan.sampler.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.images.ImageGrid;
import org.improvedgan.images.Png;
import org.improvedgan.inference.GeneratorSpec;
import org.improvedgan.inference.Latents;
import org.improvedgan.sampler.sampling.Admission;
import org.improvedgan.sampler.sampling.Batcher;
import org.improvedgan.sampler.serving.Checkpoints;
import org.improvedgan.sampler.serving.GeneratorPart;
import org.improvedgan.sampler.serving.Lease;

/**
 * Answers requests for pictures. The ETag is made of the generator's SHA-256 and the request, so that whoever has a
 * picture is told so before anything is generated. A picture of an explicit checkpoint never changes and may be kept
 * for ever; one of "latest" or "best" may be kept, but has to be asked about each time.
 */
@Singleton
class Pictures {

  /** Header that names the checkpoint of a picture. */
  static final String CHECKPOINT_ID = "Checkpoint-Id";

  private static final int GAP = 2;
  private static final int YEAR_SECONDS = 365 * 24 * 60 * 60;

  private final Checkpoints checkpoints;
  private final Batcher batcher;
  private final Admission admission;

  Pictures(Checkpoints checkpoints, Batcher batcher, Admission admission) {
    this.checkpoints = checkpoints;
    this.batcher = batcher;
    this.admission = admission;
  }

  /** The picture, or 304; fails with {@link org.improvedgan.sampler.SamplingException}. */
  CompletionStage<Response> answer(PictureRequest picture, Request conditions, HttpServerRequest connection) {
    Optional<Response> unchanged = Optional.of(picture.choice()).filter(choice -> choice.pinned())
        .flatMap(choice -> checkpoints.find(choice.checkpoint()))
        .filter(manifest -> picture.choice().runId().isEmpty() || manifest.getRunId().equals(picture.choice().runId()))
        .flatMap(manifest -> unchanged(picture, manifest, GeneratorPart.sha256(manifest), conditions));
    if (unchanged.isPresent()) {
      return CompletableFuture.completedFuture(unchanged.get());
    }
    HttpServerResponse client = connection.response();
    boolean head = conditions.getMethod().equals(HttpMethod.HEAD);
    admission.enter();
    return checkpoints.acquire(picture.choice())
        .thenCompose(lease -> unchanged(picture, lease.manifest(), lease.generatorSha256(), conditions)
            .map(CompletableFuture::completedFuture)
            .orElseGet(() -> draw(picture, lease, head, client))
            .whenComplete((done, e) -> lease.close()))
        .whenComplete((done, e) -> admission.leave());
  }

  /** Checks what depends on the generator; nothing is generated where only the headers are asked for. */
  private CompletableFuture<Response> draw(PictureRequest picture, Lease lease, boolean head,
      HttpServerResponse client) {
    try {
      GeneratorSpec spec = lease.generator().spec();
      picture.checkSize(spec.shape());
      Latents latents = picture.latents().apply(spec);
      if (head) {
        return CompletableFuture.completedFuture(
            header(Response.ok(), picture, lease.manifest(), lease.generatorSha256()));
      }
      return batcher.submit(lease, latents, client::closed)
          .thenApply(images -> Png.encode(ImageGrid.of(images, picture.columns(), GAP, picture.scale())))
          .thenApply(png -> header(Response.ok(png), picture, lease.manifest(), lease.generatorSha256()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Optional<Response> unchanged(PictureRequest picture, CheckpointManifest manifest, String sha256,
      Request conditions) {
    return Optional.ofNullable(conditions.evaluatePreconditions(tag(picture, sha256)))
        .map(response -> header(response, picture, manifest, sha256));
  }

  private static Response header(Response.ResponseBuilder response, PictureRequest picture,
      CheckpointManifest manifest, String sha256) {
    CacheControl caching = new CacheControl();
    caching.setNoTransform(false);
    if (picture.choice().pinned()) {
      caching.setMaxAge(YEAR_SECONDS);
      caching.getCacheExtension().put("immutable", null);
    } else {
      caching.setNoCache(true);
    }
    return response.cacheControl(caching).tag(tag(picture, sha256))
        .header(CHECKPOINT_ID, manifest.getCheckpointId()).build();
  }

  private static EntityTag tag(PictureRequest picture, String sha256) {
    return new EntityTag(sha256 + "-" + picture.variant());
  }
}
