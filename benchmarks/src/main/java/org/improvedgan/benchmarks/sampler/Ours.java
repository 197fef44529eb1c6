package org.improvedgan.benchmarks.sampler;

import com.google.protobuf.Timestamp;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.improvedgan.benchmarks.process.Home;
import org.improvedgan.benchmarks.process.Server;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.checkpoints.CheckpointPublisher;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.ImageShape;
import org.improvedgan.events.v1.LatentDistribution;
import org.improvedgan.kafka.local.FreePort;
import org.improvedgan.kafka.local.LocalKafka;

/** The sampler-service as users run it, with one published checkpoint. */
final class Ours {
  private static final String RUN = "benchmark";
  private static final int LATENT = 100;

  private Ours() {}

  /**
   * Publishes the generator and starts the service's program.
   *
   * @param kafka a broker that has nothing yet
   * @param onnx 100 numbers, uniform on [0, 1), to digits
   * @param jvm options of its Java machine
   * @param folder where its log goes
   */
  static Contender start(LocalKafka kafka, byte[] onnx, List<String> jvm, Path folder) {
    Path jar = Home.projectFile("sampler-service", "target", "quarkus-app", "quarkus-run.jar");
    publish(kafka.bootstrapServers(), onnx);
    int port = FreePort.next();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-jar", jar.toString()));
    Server server = Server.start("The sampler-service", command, Map.of(
        "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
        "QUARKUS_HTTP_PORT", Integer.toString(FreePort.next()),
        "QUARKUS_GRPC_SERVER_PORT", Integer.toString(port)), folder.resolve("sampler.log"));
    Contender ours = new Contender(server, new Client(port), Client.SAMPLE);
    try {
      server.await(ours.client()::serves);
      return ours;
    } catch (RuntimeException e) {
      ours.close();
      throw e;
    }
  }

  private static void publish(String servers, byte[] onnx) {
    Map<String, Object> connection = Map.of("bootstrap.servers", servers);
    try (Admin admin = Admin.create(connection)) {
      Topics.createAll(admin);
    }
    Instant now = Instant.now();
    CheckpointManifest manifest = CheckpointManifest.newBuilder()
        .setCheckpointId(CheckpointBundle.id(RUN, 1))
        .setRunId(RUN)
        .setExperiment("mnist-feature-matching")
        .setEpoch(1)
        .setDataset("mnist")
        .setImageShape(ImageShape.newBuilder().setHeight(28).setWidth(28).setChannels(1))
        .setLatent(LatentDistribution.newBuilder().setKind(LatentDistribution.Kind.UNIFORM_0_1).setSize(LATENT))
        .setCreatedAt(Timestamp.newBuilder().setSeconds(now.getEpochSecond()))
        .build();
    try (CheckpointPublisher publisher = new CheckpointPublisher(connection, RUN, 1)) {
      publisher.publish(new CheckpointBundle(manifest, Map.of(CheckpointBundle.GENERATOR, onnx)));
    }
  }
}
