package org.improvedgan.humaneval.page;

import java.time.Instant;
import java.util.UUID;

/**
 * A stored page. It holds no label: those lie with the images and are read only when the answers are locked.
 *
 * @param submittedAt null while it is open
 */
public record Page(UUID pageId, UUID raterId, String studyId, String checkpointId, String dataset, long seed,
    int height, int width, int columns, Instant expiresAt, Instant submittedAt) {

  public boolean open() {
    return submittedAt == null;
  }
}
