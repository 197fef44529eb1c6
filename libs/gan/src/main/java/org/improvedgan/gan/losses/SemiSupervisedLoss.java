package org.improvedgan.gan.losses;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The discriminator's loss as a classifier of K classes and "generated", whose logit is fixed at 0 (section 5). With
 * {@code Z(x) = Σ_k exp(l_k(x))}, the probability that x is real is {@code D(x) = Z / (Z + 1)}.
 *
 * <ul>
 *   <li>labelled: {@code mean(log Z - l_y)}, the cross-entropy given that x is real
 *   <li>unlabelled: {@code ½ mean(softplus(log Z) - log Z)} over unlabelled images, which is -log D(x), plus
 *       {@code ½ mean(softplus(log Z))} over generated ones, which is -log(1 - D(G(z))). The released code has this
 *       half of the paper's value.
 * </ul>
 *
 * <p>With one-sided label smoothing (section 3.4) the verdict on real images has a target {@code 1 - s} below 1: the
 * unlabelled images' share is {@code ½ mean(softplus(log Z) - (1 - s) log Z)}.
 */
public final class SemiSupervisedLoss {
  private SemiSupervisedLoss() {}

  /** The supervised part; logits [B, K], labels one-hot [B, K]. */
  public static SDVariable labelled(SameDiff sd, SDVariable logits, SDVariable labels) {
    SDVariable ofLabel = logits.mul(labels).sum(true, 1);
    return LogSumExp.of(sd, logits).sub(ofLabel).mean();
  }

  /** The unsupervised part; logits [B, K] of unlabelled and of generated images. */
  public static SDVariable unlabelled(SameDiff sd, SDVariable unlabelled, SDVariable generated) {
    return unlabelledReal(sd, unlabelled).add(unlabelledGenerated(sd, generated));
  }

  /** The unsupervised part's share of unlabelled images; logits [B, K]. */
  public static SDVariable unlabelledReal(SameDiff sd, SDVariable logits) {
    return unlabelledReal(sd, logits, 0);
  }

  /** The same with the target of real images lowered by {@code smoothing}, s. */
  public static SDVariable unlabelledReal(SameDiff sd, SDVariable logits, double smoothing) {
    SDVariable logZ = LogSumExp.of(sd, logits);
    SDVariable towardsReal = smoothing == 0 ? logZ : logZ.mul(1 - smoothing);
    return LogSumExp.withFake(sd, logits).sub(towardsReal).mean().mul(0.5);
  }

  /** The unsupervised part's share of generated images; logits [B, K]. */
  public static SDVariable unlabelledGenerated(SameDiff sd, SDVariable logits) {
    return LogSumExp.withFake(sd, logits).mean().mul(0.5);
  }

  /**
   * The logit l of a discriminator without classes, [B, 1], as two logits with the same Z = exp(l), [B, 2], which the
   * losses here take: SameDiff on ND4J cannot reduce over a dimension of size 1.
   */
  public static SDVariable ofOneLogit(SameDiff sd, SDVariable logit) {
    SDVariable half = logit.sub(Math.log(2));
    return sd.concat(1, half, half);
  }

  /** D(x), the probability that each example is real, [B, 1]; logits [B, K]. */
  public static SDVariable probabilityOfReal(SameDiff sd, SDVariable logits) {
    return sd.math().exp(LogSumExp.of(sd, logits).sub(LogSumExp.withFake(sd, logits)));
  }

  /** {@code labelled + weight · unlabelled}. */
  public static SDVariable total(SDVariable labelled, SDVariable unlabelled, double weight) {
    return labelled.add(unlabelled.mul(weight));
  }
}
