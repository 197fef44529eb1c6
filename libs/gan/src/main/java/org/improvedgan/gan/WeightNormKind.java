package org.improvedgan.gan;

import org.improvedgan.gan.layers.WeightNormForm;

/** Which version of the released scripts weight normalisation is that of. */
public enum WeightNormKind {
  /** The last. */
  RELEASED {
    @Override
    public WeightNormForm form(boolean trainScale, double standardDeviation) {
      return WeightNormForm.released(trainScale, standardDeviation);
    }
  },
  /** That of 8 June 2016, two days before the paper: one deviation for a whole layer, always 1, and no epsilon. */
  JUNE_2016 {
    @Override
    public WeightNormForm form(boolean trainScale, double standardDeviation) {
      return WeightNormForm.june2016(trainScale);
    }
  };

  /**
   * The form of a layer.
   *
   * @param trainScale whether gradient steps change the scale
   * @param standardDeviation of each unit's output after the initialising pass, where the version knows one
   */
  public abstract WeightNormForm form(boolean trainScale, double standardDeviation);
}
