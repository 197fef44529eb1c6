package org.improvedgan.gan.losses;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The semi-supervised loss as the paper first writes it (section 5), with a logit of its own for the class "generated",
 * the last of K + 1: {@code L_supervised = -mean log p(y | x, y < K+1)} and
 * {@code L_unsupervised = -(mean log(1 - p(K+1 | x)) + mean log p(K+1 | G(z)))}.
 *
 * <p>A softmax does not change when all logits move by the same amount, so with the last logit subtracted from the
 * others this is {@link SemiSupervisedLoss}, whose unsupervised part is half as large. Logits are [B, K + 1].
 */
public final class KPlusOneLoss {
  private KPlusOneLoss() {}

  /** {@code L_supervised}; labels one-hot [B, K]. */
  public static SDVariable supervised(SameDiff sd, SDVariable logits, SDVariable labels) {
    return SemiSupervisedLoss.labelled(sd, withoutGenerated(sd, logits), labels);
  }

  /** {@code L_unsupervised}, of unlabelled real and of generated images. */
  public static SDVariable unsupervised(SameDiff sd, SDVariable real, SDVariable generated) {
    return SemiSupervisedLoss.unlabelled(sd, withoutGenerated(sd, real), withoutGenerated(sd, generated)).mul(2);
  }

  /**
   * The first line of the paper's loss, {@code -mean log p(y | x) - mean log p(K+1 | G(z))}: that of a classifier of
   * K+1 classes. It is {@code L_supervised + L_unsupervised} where the unlabelled images are the labelled ones.
   */
  public static SDVariable crossEntropy(
      SameDiff sd, SDVariable labelled, SDVariable labels, SDVariable generated) {
    SDVariable real = withoutGenerated(sd, labelled);
    SDVariable ofLabel = real.mul(labels).sum(true, 1);
    return LogSumExp.withFake(sd, real).sub(ofLabel).mean()
        .add(LogSumExp.withFake(sd, withoutGenerated(sd, generated)).mean());
  }

  /** D(x) = 1 - p(K+1 | x), [B, 1]. */
  public static SDVariable probabilityOfReal(SameDiff sd, SDVariable logits) {
    return SemiSupervisedLoss.probabilityOfReal(sd, withoutGenerated(sd, logits));
  }

  /** The K logits of the same classifier whose logit of the class "generated" is 0, [B, K]. */
  public static SDVariable withoutGenerated(SameDiff sd, SDVariable logits) {
    return Columns.butLast(sd, logits).sub(Columns.last(sd, logits));
  }
}
