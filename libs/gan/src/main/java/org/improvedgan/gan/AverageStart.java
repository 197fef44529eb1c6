package org.improvedgan.gan;

/** What the average of the discriminator's parameters, which test errors are measured with, begins with. */
public enum AverageStart {
  /** Zero, as in the last released scripts: the first epochs' averages are mostly zero unless they are debiased. */
  ZERO,
  /** The parameters after the initialising pass, as in the scripts of June 2016. */
  INITIAL
}
