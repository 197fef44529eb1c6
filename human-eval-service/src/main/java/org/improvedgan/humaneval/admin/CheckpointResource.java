package org.improvedgan.humaneval.admin;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.improvedgan.humaneval.source.Generator;

/** What a study can be about. */
@Path("/admin/api/checkpoints")
@RolesAllowed(Role.ADMIN_NAME)
public class CheckpointResource {
  private final Generator generator;

  CheckpointResource(Generator generator) {
    this.generator = generator;
  }

  /**
   * A checkpoint that the sampler serves now.
   *
   * @param metrics scores known so far by name, such as {@code inception_score}
   */
  public record CheckpointView(String checkpoint, String run, String experiment, String dataset, int epoch, int height,
      int width, int channels, Map<String, Double> metrics) {
  }

  /** By run and age, the newest last. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public List<CheckpointView> checkpoints() {
    return generator.checkpoints().stream().map(c -> new CheckpointView(c.getCheckpointId(), c.getRunId(),
        c.getExperiment(), c.getDataset(), c.getEpoch(), c.getHeight(), c.getWidth(), c.getChannels(),
        c.getMetricsMap())).toList();
  }
}
