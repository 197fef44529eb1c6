package org.improvedgan.metrics;

import java.util.Arrays;
import org.improvedgan.metrics.Neighbourhoods.Balls;

/**
 * Improved precision and recall of Kynkäänniemi et al. 2019 (arXiv:1904.06991): precision is the share of fake points
 * that lie in the ball of at least one real point (are they realistic?), recall the share of real points that lie in
 * the ball of at least one fake point (are all kinds of images made?). A ball reaches to the k-th nearest neighbour;
 * k = 3 is usual.
 *
 * <p>With {@link Balls#CLOSED} it matches torch-fidelity and StyleGAN2-ada (which computes in half precision), with
 * {@link Balls#OPEN} the prdc package of Naeem et al. The two differ only where distances are equal: on a set of
 * identical points closed balls give 1, open ones 0.
 *
 * @param precision 0 to 1
 * @param recall 0 to 1
 */
public record PrecisionRecall(double precision, double recall) {

  /**
   * Compares two sets.
   *
   * @param k which neighbour gives a ball its radius; at least 1 and less than the size of either set
   * @throws IllegalArgumentException as {@link Neighbourhoods#of}
   */
  public static PrecisionRecall of(Features real, Features fake, int k, Balls balls) {
    return of(Neighbourhoods.of(real, fake, k), balls);
  }

  /** Reads both off a comparison that has been made. */
  public static PrecisionRecall of(Neighbourhoods neighbourhoods, Balls balls) {
    return new PrecisionRecall(share(neighbourhoods.realBallsAroundFake(balls)),
        share(neighbourhoods.fakeBallsAroundReal(balls)));
  }

  private static double share(int[] balls) {
    return Arrays.stream(balls).filter(count -> count > 0).count() / (double) balls.length;
  }
}
