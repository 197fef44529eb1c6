package org.improvedgan.cli.score;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.metrics.DensityCoverage;
import org.improvedgan.metrics.FrechetDistance;
import org.improvedgan.metrics.KernelInceptionDistance;
import org.improvedgan.metrics.Neighbourhoods.Balls;
import org.improvedgan.metrics.PrecisionRecall;

/** How a set lies to another; what was not asked for is empty. */
record Comparison(Optional<FrechetDistance> frechet, Optional<KernelInceptionDistance> kernel,
    Optional<PrecisionRecall> precision, Optional<DensityCoverage> density) {

  /** Which neighbour gives a ball its radius: as Kynkäänniemi et al. have it, and torch-fidelity. */
  static final int PRECISION_NEIGHBOUR = 3;
  /** As Naeem et al. have it. */
  static final int DENSITY_NEIGHBOUR = 5;

  /**
   * Compares two sets; the one that is scored comes first, as in torch-fidelity.
   *
   * @throws IllegalArgumentException if a set is too small for a metric
   */
  static Comparison of(Set<Metric> wanted, GatheredRows subject, GatheredRows reference, KernelOptions kernel,
      Terminal terminal) {
    return new Comparison(
        computed(wanted, Metric.FID, "Computing the FID", terminal,
            () -> FrechetDistance.of(subject.statistics(), reference.statistics())),
        computed(wanted, Metric.KID, "Computing the KID", terminal, () -> KernelInceptionDistance.ofSubsets(
            subject.features(), reference.features(), kernel.subsets, kernel.size, kernel.seed)),
        computed(wanted, Metric.PR, "Computing precision and recall", terminal, () -> PrecisionRecall.of(
            reference.features(), subject.features(), PRECISION_NEIGHBOUR, Balls.CLOSED)),
        computed(wanted, Metric.DC, "Computing density and coverage", terminal, () -> DensityCoverage.of(
            reference.features(), subject.features(), DENSITY_NEIGHBOUR)));
  }

  private static <T> Optional<T> computed(Set<Metric> wanted, Metric metric, String doing, Terminal terminal,
      Supplier<T> work) {
    if (!wanted.contains(metric)) {
      return Optional.empty();
    }
    terminal.live(doing + "…");
    T value = work.get();
    terminal.clearLive();
    return Optional.of(value);
  }
}
