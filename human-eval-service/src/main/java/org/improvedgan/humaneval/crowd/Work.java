package org.improvedgan.humaneval.crowd;

import java.util.List;
import java.util.UUID;

/**
 * A session as far as its pay depends on it.
 *
 * @param state as stored
 * @param identity the rater's hash
 * @param exclusions rules that it broke
 * @param right answers that count and are right
 */
public record Work(UUID sessionId, String state, byte[] identity, List<String> exclusions, int right) {

  public boolean finished() {
    return state.equals("finished");
  }
}
