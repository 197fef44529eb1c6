package org.improvedgan.humaneval.page;

import java.util.List;

/**
 * What a rater sends for a page.
 *
 * @param generated for each image whether the rater takes it for generated; one answer on an attention check
 * @param millis from showing to answering for each image, as the browser measured it; null where it did not
 */
public record Answers(List<Boolean> generated, List<Integer> millis) {
  private static final int LONGEST = 24 * 60 * 60 * 1000;

  boolean areFor(int images) {
    return generated != null && generated.size() == images && !generated.contains(null);
  }

  boolean is(int position) {
    return generated != null && position < generated.size() && Boolean.TRUE.equals(generated.get(position));
  }

  /** Null where the browser did not measure, or claims a time that cannot be. */
  Integer millisOf(int position) {
    var value = millis == null || position >= millis.size() ? null : millis.get(position);
    return value == null || value < 0 || value > LONGEST ? null : value;
  }
}
