package org.improvedgan.gan.optimisation;

/**
 * The released scripts' learning rate, constant within an epoch e (from 0): {@code rate · min(a - e / b, 1)}, that is
 * constant at first, then linear to zero at epoch {@code epochs = a · b} over the last b = {@code decayEpochs}, and zero
 * after that.
 *
 * @param epochs where it reaches zero
 * @param decayEpochs 0 for a constant rate
 */
public record LearningRateSchedule(double rate, int epochs, int decayEpochs) {
  /** The rate of an epoch, from 0. */
  public double at(int epoch) {
    return decayEpochs == 0 ? rate : rate * Math.max(0, Math.min((double) (epochs - epoch) / decayEpochs, 1));
  }
}
