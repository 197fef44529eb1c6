package org.improvedgan.gan.losses;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The losses of the ImageNet model (section 6.4; imagenet/build_model.py and discriminator.py), whose discriminator has
 * K + 1 logits, the last for the class "generated". Its verdict is {@code D = sigmoid(l)} with the logit
 * {@code l = log Σ_{k ≤ K} exp(l_k) - l_{K+1}}; the verdict's targets are smoothed on one side.
 *
 * <ul>
 *   <li>discriminator: {@code H(1 - smoothing, l(x)) - H(1 - smoothing) + H(0, l(G(z))) + weight · mean -log p(y | x)},
 *       the last term the cross-entropy of all K + 1 classes on real examples
 *   <li>generator: {@code H(t, l(G(z))) - H(t)}, the cross-entropy with its target t
 * </ul>
 *
 * <p>Real and generated logits are [B, K + 1] each.
 *
 * @param labelSmoothing by how much the target of real examples is below 1; 0.25 in the released code
 * @param generatorTarget t; 0.375 there, half the smoothed target
 * @param classWeight weight of the class-conditional term; 1 there
 */
public record ImageNetLoss(double labelSmoothing, double generatorTarget, double classWeight) {
  /** The released settings. */
  public static final ImageNetLoss RELEASED = new ImageNetLoss(0.25, 0.375, 1);

  /** l, [B, 1]. */
  public static SDVariable verdict(SameDiff sd, SDVariable logits) {
    return LogSumExp.of(sd, KPlusOneLoss.withoutGenerated(sd, logits));
  }

  /** The verdict on real examples. */
  public SDVariable real(SameDiff sd, SDVariable real) {
    return LabelSmoothingLoss.divergence(sd, verdict(sd, real), 1 - labelSmoothing);
  }

  /** The discriminator's verdict on generated examples. */
  public SDVariable generated(SameDiff sd, SDVariable generated) {
    return LabelSmoothingLoss.crossEntropy(sd, verdict(sd, generated), 0);
  }

  /** Class-conditional cross-entropy of K + 1 classes on real examples; labels one-hot [B, K + 1]. */
  public SDVariable classes(SameDiff sd, SDVariable real, SDVariable labels) {
    return LogSumExp.of(sd, real).sub(real.mul(labels).sum(true, 1)).mean();
  }

  /** All that the discriminator minimises; labels one-hot [B, K + 1]. */
  public SDVariable discriminator(SameDiff sd, SDVariable real, SDVariable generated, SDVariable labels) {
    return real(sd, real).add(generated(sd, generated)).add(classes(sd, real, labels).mul(classWeight));
  }

  /** What the generator minimises. */
  public SDVariable generator(SameDiff sd, SDVariable generated) {
    return LabelSmoothingLoss.generator(sd, verdict(sd, generated), generatorTarget);
  }
}
