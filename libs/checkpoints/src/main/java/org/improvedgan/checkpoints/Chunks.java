package org.improvedgan.checkpoints;

import com.google.protobuf.UnsafeByteOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.improvedgan.events.v1.CheckpointChunk;

/** Cuts the parts of a bundle into the chunks that carry them. */
final class Chunks {
  /** Bytes of a part in one chunk at most: with its envelope still below Kafka's usual limit of 1 MiB. */
  static final int SIZE = 1_000_000;

  private Chunks() {
  }

  /** The chunks of all parts, in order; an empty part has one empty chunk. Shares the arrays with the parts. */
  static List<CheckpointChunk> of(String checkpointId, Map<String, byte[]> parts) {
    List<CheckpointChunk> chunks = new ArrayList<>();
    parts.forEach((name, bytes) -> {
      int offset = 0;
      do {
        int length = Math.min(SIZE, bytes.length - offset);
        chunks.add(CheckpointChunk.newBuilder()
            .setCheckpointId(checkpointId)
            .setIndex(chunks.size())
            .setPart(name)
            .setOffset(offset)
            .setData(UnsafeByteOperations.unsafeWrap(bytes, offset, length))
            .build());
        offset += length;
      } while (offset < bytes.length);
    });
    return chunks;
  }
}
