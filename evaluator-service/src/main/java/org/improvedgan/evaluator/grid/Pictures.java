package org.improvedgan.evaluator.grid;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pictures used last. Their bytes are bounded and not their number, because one of 64 images of 128 x 128 takes as
 * much as fifty of 28 x 28.
 */
final class Pictures {

  private final long mostBytes;
  private final Map<String, byte[]> byCheckpoint = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** @param mostBytes of all together; a picture larger than that is not kept */
  Pictures(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  synchronized Optional<byte[]> get(String checkpoint) {
    return Optional.ofNullable(byCheckpoint.get(checkpoint));
  }

  synchronized void put(String checkpoint, byte[] picture) {
    if (picture.length > mostBytes) {
      return;
    }
    byte[] before = byCheckpoint.put(checkpoint, picture);
    bytes += picture.length - (before == null ? 0 : before.length);
    Iterator<byte[]> eldest = byCheckpoint.values().iterator();
    while (bytes > mostBytes) {
      bytes -= eldest.next().length;
      eldest.remove();
    }
  }
}
