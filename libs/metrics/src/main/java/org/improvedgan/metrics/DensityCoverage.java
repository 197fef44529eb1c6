package org.improvedgan.metrics;

import java.util.Arrays;
import org.improvedgan.metrics.Neighbourhoods.Balls;

/**
 * Density and coverage of Naeem et al. 2020 (arXiv:2002.09797): density is the number of real balls that contain a fake
 * point, over k, on average over the fake points (one real outlier's large ball counts little, unlike in precision);
 * coverage is the share of real points whose ball contains at least one fake point. A ball reaches to the k-th nearest
 * neighbour; k = 5 is usual. Matches their prdc package: open balls.
 *
 * @param density at least 0; may exceed 1 where fake points gather where real ones are dense
 * @param coverage 0 to 1
 */
public record DensityCoverage(double density, double coverage) {

  /**
   * Compares two sets.
   *
   * @param k which neighbour gives a ball its radius; at least 1 and less than the size of either set
   * @throws IllegalArgumentException as {@link Neighbourhoods#of}
   */
  public static DensityCoverage of(Features real, Features fake, int k) {
    return of(Neighbourhoods.of(real, fake, k));
  }

  /** Reads both off a comparison that has been made. */
  public static DensityCoverage of(Neighbourhoods neighbourhoods) {
    var balls = neighbourhoods.realBallsAroundFake(Balls.OPEN);
    var total = Arrays.stream(balls).asLongStream().sum();
    return new DensityCoverage((double) total / neighbourhoods.k() / balls.length,
        (double) neighbourhoods.coveredReals() / neighbourhoods.radiiOfReal().length);
  }
}
