package org.improvedgan.sampler.serving;

/**
 * Which checkpoint a request means.
 *
 * @param checkpoint an id, {@link #LATEST} or empty for the newest that serves, or {@link #BEST}
 * @param runId      narrows the last two to one run; empty for any
 * @param metric     what "best" goes by; empty for the Inception score
 */
public record Choice(String checkpoint, String runId, String metric) {

  /** Stands for the newest checkpoint that serves. */
  public static final String LATEST = "latest";
  /** Stands for the checkpoint with the best metric. */
  public static final String BEST = "best";

  /** By id, or the newest. */
  public static Choice of(String checkpoint, String runId) {
    return new Choice(checkpoint, runId, "");
  }

  /** Whether it names one checkpoint for ever. */
  public boolean pinned() {
    return !checkpoint.isEmpty() && !checkpoint.equals(LATEST) && !checkpoint.equals(BEST);
  }
}
