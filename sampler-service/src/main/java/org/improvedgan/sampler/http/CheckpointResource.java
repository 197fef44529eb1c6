package org.improvedgan.sampler.http;

import com.google.protobuf.Timestamp;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.sampler.serving.Checkpoints;
import org.improvedgan.sampler.serving.GeneratorPart;
import org.jboss.resteasy.reactive.RestQuery;

/** {@code GET /api/checkpoints?run=}: all checkpoints that can be sampled, oldest first, as JSON. */
@Path("/api/checkpoints")
public class CheckpointResource {

  /** One checkpoint; the fields are those of the gRPC message of the same name. */
  public record Checkpoint(String checkpointId, String runId, String experiment, String dataset, int epoch,
      long iteration, String generatorSha256, int height, int width, int channels, Instant createdAt,
      boolean loaded, String latent, int latentSize, int classes, Map<String, Double> metrics) {
  }

  private final Checkpoints checkpoints;

  CheckpointResource(Checkpoints checkpoints) {
    this.checkpoints = checkpoints;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public List<Checkpoint> list(@RestQuery String run) {
    return checkpoints.all(Objects.requireNonNullElse(run, "")).stream().map(this::describe).toList();
  }

  private Checkpoint describe(CheckpointManifest manifest) {
    var shape = manifest.getImageShape();
    Timestamp created = manifest.getCreatedAt();
    return new Checkpoint(manifest.getCheckpointId(), manifest.getRunId(), manifest.getExperiment(),
        manifest.getDataset(), manifest.getEpoch(), manifest.getIteration(), GeneratorPart.sha256(manifest),
        shape.getHeight(), shape.getWidth(), shape.getChannels(),
        Instant.ofEpochSecond(created.getSeconds(), created.getNanos()),
        checkpoints.isLoaded(manifest.getCheckpointId()), manifest.getLatent().getKind().name(),
        manifest.getLatent().getSize(), manifest.getClasses(), checkpoints.metrics(manifest));
  }
}
