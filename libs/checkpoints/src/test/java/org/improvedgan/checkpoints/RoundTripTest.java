package org.improvedgan.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.improvedgan.checkpoints.Broker.bundle;
import static org.improvedgan.checkpoints.Broker.bytes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.improvedgan.events.v1.CheckpointManifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Broker.class)
class RoundTripTest {
  @Test
  void aBundleOf20MegabytesComesBackByteForByte() {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    parts.put("generator.onnx", bytes(5_000_000, 1));
    parts.put("empty.txt", new byte[0]);
    parts.put("state.bin", bytes(15_000_001, 2));
    try (var publisher = new CheckpointPublisher(Broker.config(), "round-trip", 3);
        var reader = new CheckpointReader(Broker.config())) {
      CheckpointManifest manifest = publisher.publish(bundle("round-trip", 1, parts));

      assertThat(manifest.getChunks().getChunkCount()).isEqualTo(5 + 1 + 16);
      assertThat(reader.read(manifest)).containsExactlyEntriesOf(parts);
      assertThat(reader.read(manifest, Set.of("state.bin"))).containsOnlyKeys("state.bin")
          .containsEntry("state.bin", parts.get("state.bin"));
      assertThat(reader.read(manifest, Set.of("empty.txt"))).containsEntry("empty.txt", new byte[0]);
    }
  }

  @Test
  void chunksOfPublishersThatWorkAtTheSameTimeDoNotMix() throws Exception {
    // The same run id sends both to one partition; different transactional ids let both be open at once.
    try (var one = new CheckpointPublisher(Broker.config(), "interleaved-1", 5);
        var two = new CheckpointPublisher(Broker.config(), "interleaved-2", 5);
        var reader = new CheckpointReader(Broker.config())) {
      Map<String, byte[]> odd = Map.of("generator.onnx", bytes(12_000_000, 3));
      Map<String, byte[]> even = Map.of("generator.onnx", bytes(12_000_000, 4));
      CheckpointManifest[] first = new CheckpointManifest[1];
      Thread other = new Thread(() -> first[0] = one.publish(bundle("interleaved", 1, odd)));
      other.start();
      CheckpointManifest second = two.publish(bundle("interleaved", 2, even));
      other.join();

      assertThat(first[0].getChunks().getPartition()).isEqualTo(second.getChunks().getPartition());
      assertThat(reader.read(first[0])).containsExactlyEntriesOf(odd);
      assertThat(reader.read(second)).containsExactlyEntriesOf(even);
    }
  }

  @Test
  void aCheckpointThatIsAlreadyThereIsNotPublishedAgain() {
    Map<String, byte[]> parts = Map.of("generator.onnx", bytes(1000, 5));
    try (var publisher = new CheckpointPublisher(Broker.config(), "repeated", 3)) {
      CheckpointManifest first = publisher.publish(bundle("repeated", 1, parts));
      assertThat(publisher.publish(bundle("repeated", 1, parts))).isEqualTo(first);
    }
    try (var restarted = new CheckpointPublisher(Broker.config(), "repeated", 3)) {
      CheckpointManifest second = restarted.publish(bundle("repeated", 2, parts));
      CheckpointManifest again = restarted.publish(bundle("repeated", 2, parts));
      assertThat(again.getChunks()).isEqualTo(second.getChunks());
    }
  }
}
