package org.improvedgan.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.improvedgan.checkpoints.Broker.bundle;
import static org.improvedgan.checkpoints.Broker.bytes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.improvedgan.checkpoints.CheckpointException.Reason;
import org.improvedgan.events.EventType;
import org.improvedgan.events.v1.CheckpointChunk;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.ChunkLocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Broker.class)
class FaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Map<String, byte[]> PARTS = Map.of("generator.onnx", bytes(2_500_000, 1));

  @Test
  void halfACheckpointIsNeverSeen() {
    CheckpointBundle half = bundle("half", 1, PARTS);
    try (KafkaProducer<String, byte[]> dying = KafkaClients.producer(Broker.config(), "half")) {
      dying.initTransactions();
      dying.beginTransaction();
      Chunks.of(half.manifest().getCheckpointId(), PARTS)
          .forEach(chunk -> dying.send(EventType.CHECKPOINT_CHUNK.record("/test", 0, chunk)));
      dying.send(EventType.CHECKPOINT_PUBLISHED.record("/test", half.manifest()));
      dying.flush();
    }
    // The next publisher of the run settles the transaction that the dead one left behind.
    try (var publisher = new CheckpointPublisher(Broker.config(), "half", 3)) {
      publisher.publish(bundle("half", 2, PARTS));
      assertThat(catalogued("half")).containsExactly("half-e0002");
    }
  }

  @Test
  void aPublisherThatWasTakenOverIsShutOut() {
    try (var zombie = new CheckpointPublisher(Broker.config(), "taken-over", 3)) {
      zombie.publish(bundle("taken-over", 1, PARTS));
      try (var successor = new CheckpointPublisher(Broker.config(), "taken-over", 3)) {
        assertThat(reasonOf(() -> zombie.publish(bundle("taken-over", 2, PARTS)))).isEqualTo(Reason.FENCED);
        assertThat(reasonOf(() -> zombie.publish(bundle("taken-over", 2, PARTS)))).isEqualTo(Reason.FENCED);
        successor.publish(bundle("taken-over", 3, PARTS));
      }
    }
    assertThat(catalogued("taken-over")).containsExactly("taken-over-e0001", "taken-over-e0003");
  }

  @Test
  void aPartWithAnotherDigestIsRefused() {
    try (var publisher = new CheckpointPublisher(Broker.config(), "digest", 3);
        var reader = new CheckpointReader(Broker.config())) {
      CheckpointManifest good = publisher.publish(bundle("digest", 1, PARTS));
      CheckpointManifest lying = good.toBuilder()
          .setParts(0, good.getParts(0).toBuilder().setSha256(Sha256.of(new byte[0]))).build();

      assertThatThrownBy(() -> reader.read(lying))
          .isInstanceOf(CheckpointException.class)
          .hasMessage("Checkpoint digest-e0001 is broken: the SHA-256 of generator.onnx is not that of the manifest.");
      assertThat(reasonOf(() -> reader.read(lying))).isEqualTo(Reason.BROKEN);
      assertThat(reader.read(good)).containsExactlyEntriesOf(PARTS);
    }
  }

  @Test
  void aCheckpointWithBrokenChunksIsRefused() {
    CheckpointManifest missingChunk = writeChunks("missing-chunk", 0, 2);
    CheckpointManifest twice = writeChunks("twice", 0, 0, 1, 2);
    CheckpointManifest noChunkThere = missingChunk.toBuilder()
        .setChunks(missingChunk.getChunks().toBuilder().setFirstOffset(missingChunk.getChunks().getFirstOffset() + 1))
        .build();
    CheckpointManifest beyondTheEnd = missingChunk.toBuilder()
        .setChunks(missingChunk.getChunks().toBuilder().setFirstOffset(1_000_000_000))
        .build();
    try (var reader = new CheckpointReader(Broker.config())) {
      for (CheckpointManifest broken : new CheckpointManifest[] {missingChunk, twice, noChunkThere, beyondTheEnd}) {
        assertThat(reasonOf(() -> reader.read(broken))).isEqualTo(Reason.BROKEN);
      }
      assertThatThrownBy(() -> reader.read(missingChunk, Set.of("state.bin")))
          .hasMessage("Checkpoint missing-chunk-e0001 is broken: it has no part state.bin.");
    }
  }

  /** Writes some of the chunks of a checkpoint that has three, as a defective publisher might. */
  private static CheckpointManifest writeChunks(String runId, int... indices) {
    CheckpointBundle bundle = bundle(runId, 1, PARTS);
    String id = bundle.manifest().getCheckpointId();
    long firstOffset = -1;
    try (KafkaProducer<String, byte[]> producer = KafkaClients.producer(Broker.config(), null)) {
      for (int index : indices) {
        CheckpointChunk chunk = Chunks.of(id, PARTS).get(index);
        long offset = producer.send(EventType.CHECKPOINT_CHUNK.record("/test", 0, chunk)).get().offset();
        firstOffset = firstOffset < 0 ? offset : firstOffset;
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return bundle.manifest().toBuilder()
        .setChunks(ChunkLocation.newBuilder().setTopic(EventType.CHECKPOINT_CHUNK.topic())
            .setFirstOffset(firstOffset).setChunkCount(3))
        .build();
  }

  private static List<String> catalogued(String runId) {
    try (var catalog = new CheckpointCatalog(Broker.config(), manifest -> { }, id -> { })) {
      catalog.start();
      catalog.awaitCaughtUp(PATIENCE);
      return catalog.all().stream().filter(manifest -> manifest.getRunId().equals(runId))
          .map(CheckpointManifest::getCheckpointId).toList();
    }
  }

  private static Reason reasonOf(ThrowingCallable call) {
    return catchThrowableOfType(CheckpointException.class, call).reason();
  }
}
