package org.improvedgan.humaneval.session;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.humaneval.study.Costs;
import org.improvedgan.humaneval.study.StudySettings;

/** Gives a rater a place: in the arm with the fewest, ties at random, as long as places and money last. */
final class Assignment {

  private Assignment() {
  }

  /**
   * @param taken places held in each arm
   * @param paid sessions that have cost or may cost their full price
   * @return empty when no place is left
   */
  static Optional<Arm> choose(StudySettings settings, Map<String, Integer> taken, int paid, RandomGenerator random) {
    var all = settings.arms().stream().mapToInt(arm -> taken.getOrDefault(arm.name(), 0)).sum();
    if (settings.ratersWanted() > 0 && all >= settings.ratersWanted() || !affordable(settings, paid + 1)) {
      return Optional.empty();
    }
    var fewest = settings.arms().stream().map(arm -> taken.getOrDefault(arm.name(), 0)).min(Comparator.naturalOrder())
        .orElseThrow();
    List<Arm> candidates = new ArrayList<>(settings.arms());
    candidates.removeIf(arm -> taken.getOrDefault(arm.name(), 0) > fewest);
    return Optional.of(candidates.get(random.nextInt(candidates.size())));
  }

  private static boolean affordable(StudySettings settings, int sessions) {
    var payment = settings.payment();
    return payment == null || payment.budget().signum() == 0
        || Costs.most(settings).multiply(BigDecimal.valueOf(sessions)).compareTo(payment.budget()) <= 0;
  }
}
