package org.improvedgan.gan.losses;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Feature matching (section 3.1): the generator is to give the discriminator's features the same mean as real images
 * do, {@code ‖E f(x) - E f(G(z))‖²}. Features are [B, F]; the two batches are as large as they like.
 */
public final class FeatureMatchingLoss {
  private FeatureMatchingLoss() {}

  /** As printed: the sum over features of the squared difference of the batch means. */
  public static SDVariable squaredL2Norm(SDVariable generated, SDVariable real) {
    SDVariable difference = difference(generated, real);
    return difference.mul(difference).sum();
  }

  /** The MNIST script's form: the mean, not the sum, of the squared differences over the features. */
  public static SDVariable meanOfSquares(SDVariable generated, SDVariable real) {
    SDVariable difference = difference(generated, real);
    return difference.mul(difference).mean();
  }

  /** The form of the CIFAR-10 and SVHN scripts: the mean over the features of the absolute differences. */
  public static SDVariable meanOfAbsoluteValues(SameDiff sd, SDVariable generated, SDVariable real) {
    return sd.math().abs(difference(generated, real)).mean();
  }

  /** Mean over the generated batch minus mean over the real one, [F]. */
  static SDVariable difference(SDVariable generated, SDVariable real) {
    return generated.mean(0).sub(real.mean(0));
  }
}
