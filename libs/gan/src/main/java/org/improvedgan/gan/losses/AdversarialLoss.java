package org.improvedgan.gan.losses;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The generator's losses that look at the discriminator's verdict, {@code D = Z / (Z + 1)}; logits [B, K]. */
public final class AdversarialLoss {
  private AdversarialLoss() {}

  /**
   * {@code mean log(1 - D(G(z))) = -mean softplus(log Z)}: the saturating loss of the minimax game (section 2), which
   * the released minibatch-discrimination scripts use.
   */
  public static SDVariable minimax(SameDiff sd, SDVariable generated) {
    return LogSumExp.withFake(sd, generated).mean().neg();
  }

  /** {@code -mean log D(G(z)) = mean(softplus(log Z) - log Z)} (Goodfellow et al. 2014, section 3). */
  public static SDVariable nonSaturating(SameDiff sd, SDVariable generated) {
    return LogSumExp.withFake(sd, generated).sub(LogSumExp.of(sd, generated)).mean();
  }

  /**
   * Cross-entropy of the verdict with what an optimal discriminator would give if the generator had won, half of the
   * smoothed target of real images; less that target's entropy, so that it is 0 there ({@link LabelSmoothingLoss}).
   */
  public static SDVariable smoothedTarget(SameDiff sd, SDVariable generated, double labelSmoothing) {
    return LabelSmoothingLoss.generator(sd, LogSumExp.of(sd, generated), (1 - labelSmoothing) / 2);
  }
}
