package org.improvedgan.gan.losses;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Feature matching (section 3.1): the generator is to give the discriminator's features the same mean as real images
 * do, {@code ‖E f(x) - E f(G(z))‖²}.
 */
public final class FeatureMatchingLoss {
  private FeatureMatchingLoss() {}

  /**
   * The MNIST script's form: the mean, not the sum, of the squared differences over the features. Both [B, F]; the
   * batches are as large as they like.
   */
  public static SDVariable meanOfSquares(SDVariable generated, SDVariable real) {
    SDVariable difference = generated.mean(0).sub(real.mean(0));
    return difference.mul(difference).mean();
  }
}
