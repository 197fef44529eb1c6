package org.improvedgan.gan.losses;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * One-sided label smoothing (section 3.4; imagenet/build_model.py): a discriminator with one logit l and
 * {@code D = sigmoid(l)} learns the target α < 1 instead of 1 for real examples, so that it is not driven to extreme
 * confidence. The target of generated ones stays 0: smoothed to β, the optimum {@code (α p_data + β p_model) /
 * (p_data + p_model)} would hold on to samples where there are no data, see {@link OptimalDiscriminator}.
 *
 * <p>{@code H(t, l) = mean(softplus(l) - t·l)} is the cross-entropy with a target t; less the target's entropy H(t), a
 * constant, it is the Kullback-Leibler divergence. Logits have any shape.
 */
public final class LabelSmoothingLoss {
  private LabelSmoothingLoss() {}

  /** The discriminator's loss, {@code H(α, real) + H(0, generated)}. */
  public static SDVariable discriminator(SameDiff sd, SDVariable real, SDVariable generated, double alpha) {
    return crossEntropy(sd, real, alpha).add(crossEntropy(sd, generated, 0));
  }

  /**
   * The generator's loss, {@code H(t, generated) - H(t)}: it wants the discriminator to give what the optimal one would
   * if the generator had won, α / 2 (0.375 in the ImageNet code, whose α is 0.75); with t = 1,
   * {@code -mean log D(G(z))}.
   */
  public static SDVariable generator(SameDiff sd, SDVariable generated, double target) {
    return divergence(sd, generated, target);
  }

  /** {@code H(target, logits)}. */
  public static SDVariable crossEntropy(SameDiff sd, SDVariable logits, double target) {
    check(target);
    SDVariable softplus = LogSumExp.softplus(sd, logits);
    return (target == 0 ? softplus : softplus.sub(logits.mul(target))).mean();
  }

  /** {@code H(target, logits) - H(target)}, which is 0 where all sigmoid(l) are the target. */
  public static SDVariable divergence(SameDiff sd, SDVariable logits, double target) {
    SDVariable crossEntropy = crossEntropy(sd, logits, target);
    return entropy(target) == 0 ? crossEntropy : crossEntropy.sub(entropy(target));
  }

  /** H(p) of a coin in nats, with 0 log 0 = 0. */
  public static double entropy(double p) {
    check(p);
    return p == 0 || p == 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log1p(-p);
  }

  private static void check(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("A target is a probability from 0 to 1, not " + probability + ".");
    }
  }
}
