package org.improvedgan.gan;

import java.util.Map;

/** Hears about a training run after every iteration, on the training thread. */
@FunctionalInterface
public interface ProgressListener {
  /** Hears nothing and never stops the run. */
  ProgressListener NONE = progress -> true;

  /** Returns whether the run should go on; {@code false} stops it before the next iteration. */
  boolean onIteration(Progress progress);

  /**
   * Where a run stands.
   *
   * @param epochs epochs finished
   * @param epochsTotal epochs of the whole run
   * @param iteration iterations finished, over all epochs
   * @param iterationsTotal iterations of the whole run
   * @param losses losses of this iteration by name, e.g. {@code discriminator.loss}, {@code generator.loss}
   */
  record Progress(int epochs, int epochsTotal, long iteration, long iterationsTotal, Map<String, Double> losses) {}
}
