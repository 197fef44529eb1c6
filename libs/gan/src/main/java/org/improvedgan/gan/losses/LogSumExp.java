package org.improvedgan.gan.losses;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * {@code log Σ_k exp(l_k)} and its like over the K logits of each example, [examples, K] to [examples, 1], shifted by
 * the largest so that nothing overflows. Written out because SameDiff's own operation cannot be differentiated.
 */
final class LogSumExp {
  private LogSumExp() {}

  /** log Z with {@code Z = Σ exp(l)}. */
  static SDVariable of(SameDiff sd, SDVariable logits) {
    SDVariable largest = logits.max(true, 1);
    return sd.math().log(sd.math().exp(logits.sub(largest)).sum(true, 1)).add(largest);
  }

  /** softplus(log Z) = log(1 + Z): the logit 0 of the class "generated" joins the sum (section 5). */
  static SDVariable withFake(SameDiff sd, SDVariable logits) {
    SDVariable largest = sd.nn().relu(logits.max(true, 1), 0);
    SDVariable real = sd.math().exp(logits.sub(largest)).sum(true, 1);
    return sd.math().log(real.add(sd.math().exp(largest.neg()))).add(largest);
  }

  /**
   * softplus(l) = log(1 + exp(l)) of each element, of any shape. Written like {@link #withFake}, because SameDiff's own
   * exponential overflows from 88 on in floats; its derivative is right everywhere, also at 0.
   */
  static SDVariable softplus(SameDiff sd, SDVariable logits) {
    SDVariable largest = sd.nn().relu(logits, 0);
    SDVariable real = sd.math().exp(logits.sub(largest));
    return sd.math().log(real.add(sd.math().exp(largest.neg()))).add(largest);
  }
}
