package org.improvedgan.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.improvedgan.checkpoints.Broker.bundle;
import static org.improvedgan.checkpoints.Broker.bytes;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.improvedgan.checkpoints.CheckpointException.Reason;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.ChunkLocation;
import org.improvedgan.kafka.local.LocalKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a broker of its own for each test, because the place of the log's beginning is what is tested. */
class PruningTest {
  private static final Map<String, byte[]> PARTS = Map.of("generator.onnx", bytes(3_000_000, 1));

  @TempDir
  private Path directory;
  private LocalKafka kafka;
  private Map<String, Object> config;

  @BeforeEach
  void start() {
    kafka = LocalKafka.start(directory, 0);
    config = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (Admin admin = Admin.create(config)) {
      Topics.createAll(admin);
    }
  }

  @AfterEach
  void stop() {
    kafka.close();
  }

  @Test
  void keepsTheLastOfARunAndFreesTheOthers() throws Exception {
    List<CheckpointManifest> manifests = new ArrayList<>();
    try (var publisher = new CheckpointPublisher(config, "run", 2);
        var reader = new CheckpointReader(config)) {
      for (int epoch = 1; epoch <= 5; epoch++) {
        manifests.add(publisher.publish(bundle("run", epoch, PARTS)));
      }
      for (CheckpointManifest kept : manifests.subList(3, 5)) {
        assertThat(reader.read(kept)).containsExactlyEntriesOf(PARTS);
      }
      for (CheckpointManifest freed : manifests.subList(0, 3)) {
        assertThat(reasonOfReading(reader, freed)).isEqualTo(Reason.PRUNED);
      }
    }
    assertThat(logStart(manifests.get(0))).isEqualTo(manifests.get(3).getChunks().getFirstOffset());
    assertThat(liveIds()).containsExactly("run-e0004", "run-e0005");
  }

  @Test
  void neverTouchesAnotherRunNorATransactionThatIsStillOpen() throws Exception {
    String other = runInPartitionOf("run");
    try (var publisher = new CheckpointPublisher(config, "run", 1);
        var others = new CheckpointPublisher(config, other, 1);
        var reader = new CheckpointReader(config);
        KafkaProducer<String, byte[]> slow = KafkaClients.producer(config, "slow")) {
      CheckpointManifest first = publisher.publish(bundle("run", 1, PARTS));
      CheckpointManifest kept = others.publish(bundle(other, 1, PARTS));
      assertThat(kept.getChunks().getPartition()).isEqualTo(first.getChunks().getPartition());
      publisher.publish(bundle("run", 2, PARTS));
      assertThat(logStart(first)).isEqualTo(kept.getChunks().getFirstOffset());

      // A third publisher has sent its chunks and not committed yet, while the other two go on and free.
      int partition = first.getChunks().getPartition();
      slow.initTransactions();
      slow.beginTransaction();
      CheckpointBundle bundle = bundle("slow", 1, PARTS);
      long firstOffset = -1;
      for (var chunk : Chunks.of("slow-e0001", PARTS)) {
        long offset = slow.send(EventType.CHECKPOINT_CHUNK.record("/test", partition, chunk)).get().offset();
        firstOffset = firstOffset < 0 ? offset : firstOffset;
      }
      publisher.publish(bundle("run", 3, PARTS));
      others.publish(bundle(other, 2, PARTS));
      CheckpointManifest late = bundle.manifest().toBuilder()
          .setChunks(ChunkLocation.newBuilder().setTopic(Topics.CHECKPOINT_CHUNKS).setPartition(partition)
              .setFirstOffset(firstOffset).setChunkCount(3))
          .build();
      slow.send(EventType.CHECKPOINT_PUBLISHED.record("/test", late)).get();
      slow.commitTransaction();

      assertThat(logStart(first)).isLessThanOrEqualTo(firstOffset);
      assertThat(reader.read(late)).containsExactlyEntriesOf(PARTS);
      publisher.publish(bundle("run", 4, PARTS));
      assertThat(reader.read(late)).containsExactlyEntriesOf(PARTS);
      assertThat(logStart(first)).isEqualTo(firstOffset);
    }
  }

  @Test
  void freesWhatLiesBehindARunThatIsKept() throws Exception {
    String other = runInPartitionOf("run");
    try (var publisher = new CheckpointPublisher(config, "run", 1);
        var others = new CheckpointPublisher(config, other, 1);
        var reader = new CheckpointReader(config)) {
      CheckpointManifest kept = others.publish(bundle(other, 1, PARTS));
      CheckpointManifest behind = publisher.publish(bundle("run", 1, PARTS));
      CheckpointManifest latest = publisher.publish(bundle("run", 2, PARTS));

      assertThat(logStart(kept)).isEqualTo(kept.getChunks().getFirstOffset());
      assertThat(tombstones(behind)).isEqualTo(3);
      assertThat(reader.read(kept)).containsExactlyEntriesOf(PARTS);
      assertThat(reader.read(latest)).containsExactlyEntriesOf(PARTS);
    }
  }

  @Test
  void theDiskIsFreedBehindARunThatIsKept() throws Exception {
    cleanEagerly();
    String other = runInPartitionOf("run");
    try (var publisher = new CheckpointPublisher(config, "run", 1);
        var others = new CheckpointPublisher(config, other, 1);
        var reader = new CheckpointReader(config)) {
      CheckpointManifest kept = others.publish(bundle(other, 1, PARTS));
      CheckpointManifest latest = kept;
      for (int epoch = 1; epoch <= 8; epoch++) {
        latest = publisher.publish(bundle("run", epoch, PARTS));
      }
      // 27 MB were written; two checkpoints of 3 MB are live, and one obsolete one may wait for the next cleaning.
      await().atMost(Duration.ofMinutes(2)).until(() -> bytesOnDisk(kept) < 10_000_000);
      assertThat(reader.read(kept)).containsExactlyEntriesOf(PARTS);
      assertThat(reader.read(latest)).containsExactlyEntriesOf(PARTS);
    }
  }

  @Test
  void aBrokenCheckpointCanBeReplaced() {
    try (var publisher = new CheckpointPublisher(config, "run", 2);
        var reader = new CheckpointReader(config)) {
      publisher.publish(bundle("run", 1, PARTS));
      CheckpointManifest replaced = publisher.replace(bundle("run", 1, Map.of("generator.onnx", bytes(10, 2))));
      assertThat(reader.read(replaced)).containsEntry("generator.onnx", bytes(10, 2));
      assertThat(liveIds()).containsExactly("run-e0001");
    }
  }

  private static Reason reasonOfReading(CheckpointReader reader, CheckpointManifest manifest) {
    return catchThrowableOfType(CheckpointException.class, () -> reader.read(manifest)).reason();
  }

  /** A run whose chunks go to the same partition as those of {@code run}. */
  private static String runInPartitionOf(String run) {
    for (int i = 0; ; i++) {
      if (Math.floorMod(("other" + i).hashCode(), 4) == Math.floorMod(run.hashCode(), 4)) {
        return "other" + i;
      }
    }
  }

  /** Cleans after each megabyte instead of 64, and whenever anything is obsolete instead of half of it. */
  private void cleanEagerly() throws Exception {
    try (Admin admin = Admin.create(config)) {
      admin.incrementalAlterConfigs(Map.of(
          new ConfigResource(ConfigResource.Type.TOPIC, Topics.CHECKPOINT_CHUNKS),
          List.of(new AlterConfigOp(new ConfigEntry("segment.bytes", "1048576"), AlterConfigOp.OpType.SET),
              new AlterConfigOp(new ConfigEntry("min.cleanable.dirty.ratio", "0.01"), AlterConfigOp.OpType.SET))))
          .all().get();
    }
  }

  private long bytesOnDisk(CheckpointManifest manifest) throws IOException {
    Path partition = directory.resolve(Topics.CHECKPOINT_CHUNKS + "-" + manifest.getChunks().getPartition());
    long bytes = 0;
    try (DirectoryStream<Path> segments = Files.newDirectoryStream(partition, "*.log")) {
      for (Path segment : segments) {
        bytes += Files.size(segment);
      }
    }
    return bytes;
  }

  private long logStart(CheckpointManifest manifest) throws Exception {
    TopicPartition partition = new TopicPartition(Topics.CHECKPOINT_CHUNKS, manifest.getChunks().getPartition());
    try (Admin admin = Admin.create(config)) {
      return admin.listOffsets(Map.of(partition, OffsetSpec.earliest())).partitionResult(partition).get().offset();
    }
  }

  /** Reads until as many tombstones as chunks are there; fewer where they do not come within 30 seconds. */
  private long tombstones(CheckpointManifest manifest) {
    TopicPartition partition = new TopicPartition(Topics.CHECKPOINT_CHUNKS, manifest.getChunks().getPartition());
    long found = 0;
    try (var consumer = KafkaClients.consumer(config, "earliest")) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (found < manifest.getChunks().getChunkCount() && System.nanoTime() < deadline) {
        for (var record : consumer.poll(Duration.ofSeconds(1))) {
          found += record.value() == null && record.key().startsWith(manifest.getCheckpointId() + "/") ? 1 : 0;
        }
      }
    }
    return found;
  }

  private List<String> liveIds() {
    try (var catalog = new CheckpointCatalog(config, manifest -> { }, id -> { })) {
      catalog.start();
      catalog.awaitCaughtUp(Duration.ofSeconds(30));
      return catalog.all().stream().map(CheckpointManifest::getCheckpointId).toList();
    }
  }
}
