package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The statistics of studies against definitions that are slower and plainer, on all cases of small sizes. */
class SmallCasesTest {
  private static final double[] P_VALUES = {0, 0.004, 0.01, 0.02, 0.02, 0.3, 1};

  /**
   * Holm's adjustment is closed testing with Bonferroni: a hypothesis is rejected where every set of hypotheses that
   * holds it is, each set by its smallest p-value times its size. All tuples of up to four of seven p-values.
   */
  @Test
  void holmIsClosedTesting() {
    for (var m = 1; m <= 4; m++) {
      for (var tuple = 0; tuple < Math.pow(P_VALUES.length, m); tuple++) {
        var p = new double[m];
        for (int i = 0, rest = tuple; i < m; i++, rest /= P_VALUES.length) {
          p[i] = P_VALUES[rest % P_VALUES.length];
        }
        assertThat(Holm.adjust(p)).containsExactly(closedTesting(p), within(1e-15));
      }
    }
  }

  private static double[] closedTesting(double[] p) {
    var adjusted = new double[p.length];
    for (var set = 1; set < 1 << p.length; set++) {
      var smallest = 1.0;
      for (var i = 0; i < p.length; i++) {
        smallest = (set >> i & 1) == 1 ? Math.min(smallest, p[i]) : smallest;
      }
      for (var i = 0; i < p.length; i++) {
        if ((set >> i & 1) == 1) {
          adjusted[i] = Math.max(adjusted[i], Math.min(1, Integer.bitCount(set) * smallest));
        }
      }
    }
    return adjusted;
  }

  /** Wilson's interval holds exactly the proportions that the score test does not reject. */
  @Test
  void wilsonInvertsTheScoreTest() {
    for (var n = 1; n <= 30; n++) {
      for (var k = 0; k <= n; k++) {
        var interval = WilsonInterval.of(k, n, 0.95);
        for (var p = 0.0005; p < 1; p += 0.001) {
          var accepted = Math.abs((double) k / n - p) <= 1.959963984540054 * Math.sqrt(p * (1 - p) / n);
          assertThat(interval.low() <= p && p <= interval.high()).as("%d of %d, %f", k, n, p).isEqualTo(accepted);
        }
      }
    }
  }

  /** The chance that the interval holds the true proportion, from all outcomes of n = 40: 95 % on average. */
  @Test
  void wilsonCoversWhatItPromises() {
    var coverages = new ArrayList<Double>();
    for (var p = 0.05; p < 0.951; p += 0.01) {
      var covered = 0.0;
      for (var k = 0; k <= 40; k++) {
        var interval = WilsonInterval.of(k, 40, 0.95);
        covered += interval.low() <= p && p <= interval.high() ? binomial(40, k, p) : 0;
      }
      coverages.add(covered);
    }
    assertThat(coverages).allSatisfy(c -> assertThat(c).isBetween(0.91, 0.99));
    assertThat(coverages.stream().mapToDouble(c -> c).average().orElseThrow()).isEqualTo(0.95, within(0.005));
  }

  /** All outcomes of up to six images of each kind; the quantile by halving, the distribution by Simpson's rule. */
  @Test
  void signalDetectionIsTheDifferenceOfQuantiles() {
    for (var generated = 1; generated <= 6; generated++) {
      for (var real = 1; real <= 6; real++) {
        for (var caught = 0; caught <= generated; caught++) {
          for (var doubted = 0; doubted <= real; doubted++) {
            var hits = quantile((caught + 0.5) / (generated + 1));
            var falseAlarms = quantile((doubted + 0.5) / (real + 1));
            var result = SignalDetection.of(caught, generated, doubted, real);
            assertThat(result.sensitivity()).isEqualTo(hits - falseAlarms, within(1e-9));
            assertThat(result.criterion()).isEqualTo(-(hits + falseAlarms) / 2, within(1e-9));
          }
        }
      }
    }
  }

  /** Of all outcomes of 783 judgements at a rate of 55 %, four in five are told from 50 % by the test it plans for. */
  @Test
  void aStudyOfThePlannedSizeHasThePower() {
    var judgements = (int) StudyPower.INDEPENDENT.judgements(0.5, 0.55, 0.05, 0.8);
    var power = 0.0;
    for (var k = 0; k <= judgements; k++) {
      var distance = Math.abs((double) k / judgements - 0.5) / Math.sqrt(0.25 / judgements);
      power += distance > 1.959963984540054 ? binomial(judgements, k, 0.55) : 0;
    }
    assertThat(power).isBetween(0.785, 0.815);
  }

  /** Analysis of variance of the judgements one by one, 0 or 1. */
  @Test
  void intraclassCorrelationIsThatOfTheJudgementsOneByOne() {
    var random = new Random(4);
    for (var round = 0; round < 200; round++) {
      var raters = 2 + random.nextInt(5);
      var wrong = new long[raters];
      var total = new long[raters];
      List<List<Integer>> judgements = new ArrayList<>();
      for (var i = 0; i < raters; i++) {
        var mine = random.ints(2 + random.nextInt(6), 0, 2).boxed().toList();
        judgements.add(mine);
        total[i] = mine.size();
        wrong[i] = mine.stream().mapToInt(x -> x).sum();
      }
      var result = IntraclassCorrelation.of(wrong, total);
      var all = judgements.stream().flatMap(List::stream).toList();
      if (all.stream().distinct().count() == 1) {
        assertThat(result).isEmpty();
      } else {
        assertThat(result).hasValue(result.getAsDouble());
        assertThat(result.getAsDouble()).isEqualTo(anova(judgements), within(1e-12));
      }
    }
  }

  private static double anova(List<List<Integer>> groups) {
    var all = groups.stream().flatMap(List::stream).toList();
    var grand = mean(all);
    var between = 0.0;
    var within = 0.0;
    for (var group : groups) {
      for (var value : group) {
        between += Math.pow(mean(group) - grand, 2);
        within += Math.pow(value - mean(group), 2);
      }
    }
    between /= groups.size() - 1;
    within /= all.size() - groups.size();
    var squares = groups.stream().mapToDouble(group -> Math.pow(group.size(), 2)).sum();
    var size = (all.size() - squares / all.size()) / (groups.size() - 1);
    return (between - within) / (between + (size - 1) * within);
  }

  private static double mean(List<Integer> values) {
    return values.stream().mapToInt(x -> x).average().orElseThrow();
  }

  @Test
  void intraclassCorrelationAtItsEnds() {
    assertThat(IntraclassCorrelation.of(new long[] {4, 0, 6}, new long[] {4, 5, 6}).orElseThrow()).isEqualTo(1);
    // Raters who do not differ at all: -1 / (n - 1).
    assertThat(IntraclassCorrelation.of(new long[] {2, 2, 2}, new long[] {5, 5, 5}).orElseThrow())
        .isEqualTo(-1 / 4.0, within(1e-15));
    assertThat(IntraclassCorrelation.of(new long[] {0, 0}, new long[] {5, 5})).isEmpty();
    assertThat(IntraclassCorrelation.of(new long[] {0, 1}, new long[] {1, 1})).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> IntraclassCorrelation.of(new long[] {1}, new long[] {2}))
        .withMessageContaining("two raters");
  }

  /** Of many raters whose rates are known. */
  @Test
  void intraclassCorrelationFindsWhatWasPutIn() {
    var random = new Random(9);
    var raters = 4000;
    var wrong = new long[raters];
    var total = new long[raters];
    for (var i = 0; i < raters; i++) {
      // Rates of 0.3 or 0.7: variance 0.04 between raters, of 0.25 in all.
      var rate = random.nextBoolean() ? 0.3 : 0.7;
      total[i] = 10 + random.nextInt(30);
      wrong[i] = random.doubles(total[i]).filter(x -> x < rate).count();
    }
    assertThat(IntraclassCorrelation.of(wrong, total).orElseThrow()).isEqualTo(0.04 / 0.25, within(0.02));
  }

  private static double binomial(int n, int k, double p) {
    var log = k * Math.log(p) + (n - k) * Math.log(1 - p);
    for (var i = 1; i <= k; i++) {
      log += Math.log((n - k + i) / (double) i);
    }
    return Math.exp(log);
  }

  private static double quantile(double p) {
    var low = -10.0;
    var high = 10.0;
    for (var i = 0; i < 60; i++) {
      var middle = (low + high) / 2;
      if (distribution(middle) < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double distribution(double z) {
    var steps = 400;
    var width = z / steps;
    var sum = 0.0;
    for (var i = 0; i <= steps; i++) {
      var weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.exp(-Math.pow(i * width, 2) / 2);
    }
    return 0.5 + sum * width / 3 / Math.sqrt(2 * Math.PI);
  }
}
