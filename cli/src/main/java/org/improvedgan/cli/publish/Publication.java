package org.improvedgan.cli.publish;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.checkpoints.CheckpointException;
import org.improvedgan.checkpoints.CheckpointPublisher;
import org.improvedgan.cli.UserError;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.CheckpointPart;
import org.improvedgan.events.v1.ImageShape;
import org.improvedgan.events.v1.LatentDistribution;
import org.improvedgan.inference.GeneratorSpec;

/**
 * Publishes a generator that was not trained here: a checkpoint of the generator alone, of the experiment
 * {@code published}.
 *
 * @param kafka settings of its clients
 * @param epoch number of the checkpoint within its run; the next one where it is empty
 * @param keep how many checkpoints of the run stay
 */
record Publication(Map<String, Object> kafka, String run, Optional<Integer> epoch, int keep, String dataset,
    Map<String, Double> metrics) {

  /** What a checkpoint names as its experiment. */
  static final String EXPERIMENT = "published";
  private static final int KAFKA_PATIENCE_MS = 10_000;

  /**
   * Publishes.
   *
   * @return the id of the checkpoint
   * @throws UserError if Kafka does not answer, the run is a trainer's, or the epoch is taken
   */
  String publish(byte[] onnx, GeneratorSpec spec) {
    Map<String, Object> impatient = new HashMap<>(kafka);
    impatient.put("default.api.timeout.ms", KAFKA_PATIENCE_MS);
    impatient.put("request.timeout.ms", KAFKA_PATIENCE_MS / 2);
    try {
      try (Admin admin = Admin.create(impatient)) {
        Topics.createAll(admin);
      }
      try (CheckpointPublisher publisher = new CheckpointPublisher(kafka, "publish-" + run, keep)) {
        List<CheckpointManifest> before = publisher.published(run);
        requireOurs(before);
        int number = epoch.orElseGet(() -> 1 + before.stream().mapToInt(CheckpointManifest::getEpoch).max().orElse(0));
        requireLatest(before, number);
        CheckpointBundle bundle = new CheckpointBundle(manifest(number, spec),
            Map.of(CheckpointBundle.GENERATOR, onnx));
        CheckpointManifest published = publisher.publish(bundle);
        if (!sha256(published).equals(sha256(bundle.manifest()))) {
          throw new UserError("Checkpoint " + published.getCheckpointId() + " is there already, with another "
              + "generator: choose another --epoch, or leave it out for the next one.");
        }
        return published.getCheckpointId();
      }
    } catch (CheckpointException | KafkaException e) {
      throw new UserError("Kafka at " + kafka.get("bootstrap.servers") + " does not take the checkpoint: " + e.getMessage()
          + (e.getMessage().endsWith(".") ? "" : ".") + " Is it running, is the address right (--kafka), and do you log "
          + "in as it asks (--kafka-config)?", e);
    }
  }

  /** Another's checkpoints must neither be pruned nor mixed with states that a trainer goes on from. */
  private void requireOurs(List<CheckpointManifest> before) {
    before.stream().filter(manifest -> !manifest.getExperiment().equals(EXPERIMENT)).findFirst().ifPresent(manifest -> {
      throw new UserError("The run " + run + " belongs to the experiment " + manifest.getExperiment()
          + " of a trainer: choose another name with --run.");
    });
  }

  /** Those of the highest epochs stay, so one below them would go at once. */
  private void requireLatest(List<CheckpointManifest> before, int number) {
    List<Integer> above = before.stream().map(CheckpointManifest::getEpoch).filter(other -> other > number)
        .sorted(Comparator.reverseOrder()).toList();
    if (above.size() >= keep) {
      throw new UserError("The run " + run + " keeps its last " + keep + " checkpoints, which all have epochs above "
          + number + ": choose a higher --epoch, or keep more with --keep.");
    }
  }

  private CheckpointManifest manifest(int number, GeneratorSpec spec) {
    Instant now = Instant.now();
    return CheckpointManifest.newBuilder()
        .setCheckpointId(CheckpointBundle.id(run, number))
        .setRunId(run)
        .setExperiment(EXPERIMENT)
        .setEpoch(number)
        .setDataset(dataset)
        .setImageShape(ImageShape.newBuilder().setHeight(spec.shape().height()).setWidth(spec.shape().width())
            .setChannels(spec.shape().channels()))
        .setLatent(LatentDistribution.newBuilder().setKind(switch (spec.latent()) {
          case UNIFORM_0_1 -> LatentDistribution.Kind.UNIFORM_0_1;
          case UNIFORM_MINUS_1_1 -> LatentDistribution.Kind.UNIFORM_MINUS_1_1;
          case NORMAL -> LatentDistribution.Kind.NORMAL;
        }).setSize(spec.latentSize()))
        .setClasses(spec.classes())
        .putAllMetrics(metrics)
        .setCreatedAt(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
        .build();
  }

  private static String sha256(CheckpointManifest manifest) {
    return manifest.getPartsList().stream().filter(part -> part.getName().equals(CheckpointBundle.GENERATOR))
        .map(CheckpointPart::getSha256).findFirst().orElse("");
  }
}
