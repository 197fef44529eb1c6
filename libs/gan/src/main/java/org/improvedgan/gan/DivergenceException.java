package org.improvedgan.gan;

/** A training run whose numbers are no longer finite. */
public final class DivergenceException extends TrainingException {
  private static final long serialVersionUID = 1;

  private final String what;
  private final int lastGoodEpoch;

  /**
   * A run that cannot go on.
   *
   * @param quantity the loss, or other quantity, with its article: {@code The discriminator.loss}
   * @param value NaN or infinity
   * @param iteration where it was seen, from 1
   * @param lastGoodEpoch epochs finished before; the checkpoint after the last of them is good
   */
  public DivergenceException(String quantity, double value, long iteration, int lastGoodEpoch) {
    this(quantity + " became " + value + " in iteration " + iteration + " (epoch " + (lastGoodEpoch + 1) + ")",
        lastGoodEpoch, "that of epoch " + lastGoodEpoch);
  }

  private DivergenceException(String what, int lastGoodEpoch, String checkpoint) {
    super(what + "; " + (lastGoodEpoch == 0
        ? "there is no checkpoint before it" : "the last good checkpoint is " + checkpoint)
        + ". Train anew with a smaller learning-rate or another seed.");
    this.what = what;
    this.lastGoodEpoch = lastGoodEpoch;
  }

  /** Epochs finished before; 0 if there is no good checkpoint. */
  public int lastGoodEpoch() {
    return lastGoodEpoch;
  }

  /** The same with the last good checkpoint called by its name. */
  public DivergenceException withCheckpoint(String name) {
    return new DivergenceException(what, lastGoodEpoch, name);
  }
}
