package org.improvedgan.checkpoints;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.improvedgan.checkpoints.CheckpointException.Reason;
import org.improvedgan.events.v1.CheckpointChunk;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.CheckpointPart;

/** Puts the wanted parts of a checkpoint together from its chunks, and trusts nothing. */
final class PartAssembly {
  private final CheckpointManifest manifest;
  private final Map<String, byte[]> bytes = new LinkedHashMap<>();
  private final Map<String, Long> filled = new LinkedHashMap<>();
  private int nextIndex;

  PartAssembly(CheckpointManifest manifest, Set<String> wanted) {
    this.manifest = manifest;
    requireRoom();
    for (CheckpointPart part : manifest.getPartsList()) {
      if (wanted.contains(part.getName())) {
        if (part.getSizeBytes() < 0 || part.getSizeBytes() > Integer.MAX_VALUE - 8) {
          throw broken(part.getName() + " cannot have " + part.getSizeBytes() + " bytes");
        }
        bytes.put(part.getName(), new byte[(int) part.getSizeBytes()]);
        filled.put(part.getName(), 0L);
      }
    }
    for (String name : wanted) {
      if (!bytes.containsKey(name)) {
        throw broken("it has no part " + name);
      }
    }
  }

  /** Before memory is set aside for what a manifest promises. */
  private void requireRoom() {
    long room = (long) Chunks.SIZE * Math.max(0, manifest.getChunks().getChunkCount());
    for (CheckpointPart part : manifest.getPartsList()) {
      room -= Math.max(0, part.getSizeBytes());
      if (room < 0) {
        throw broken(part.getName() + " with its " + part.getSizeBytes() + " bytes does not fit into the "
            + manifest.getChunks().getChunkCount() + " chunks of " + Chunks.SIZE + " bytes that there are");
      }
    }
  }

  /** Whether nothing more is needed: the last chunk that counts was added. */
  boolean complete() {
    return nextIndex > 0 && nextIndex >= manifest.getChunks().getChunkCount() || bytes.entrySet().stream()
        .allMatch(part -> nextIndex > 0 && filled.get(part.getKey()) == part.getValue().length);
  }

  /** Takes the next chunk. */
  void add(CheckpointChunk chunk) {
    if (chunk.getIndex() != nextIndex) {
      throw broken("chunk " + nextIndex + " is missing");
    }
    nextIndex++;
    byte[] part = bytes.get(chunk.getPart());
    if (part == null) {
      return;
    }
    long position = filled.get(chunk.getPart());
    if (chunk.getOffset() != position || position + chunk.getData().size() > part.length) {
      throw broken("chunk " + chunk.getIndex() + " does not fit into " + chunk.getPart());
    }
    chunk.getData().copyTo(part, (int) position);
    filled.put(chunk.getPart(), position + chunk.getData().size());
  }

  /** The parts, once each has the promised size and digest. */
  Map<String, byte[]> verified() {
    for (CheckpointPart part : manifest.getPartsList()) {
      byte[] read = bytes.get(part.getName());
      if (read == null) {
        continue;
      }
      if (filled.get(part.getName()) != read.length) {
        throw broken(part.getName() + " has " + filled.get(part.getName()) + " of its " + read.length + " bytes");
      }
      if (!Sha256.of(read).equals(part.getSha256())) {
        throw broken("the SHA-256 of " + part.getName() + " is not that of the manifest");
      }
    }
    return bytes;
  }

  private CheckpointException broken(String why) {
    return new CheckpointException(Reason.BROKEN, "Checkpoint " + manifest.getCheckpointId() + " is broken: " + why
        + ".");
  }
}
