package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationTest {

  /** x = 1, 2, 3, 4 and y = 1, 4, 9, 1: sums of squares 5 and 42.75, of products 2.5; ranks of y 1.5, 3, 4, 1.5. */
  @Test
  void correlationsAreThoseOfTheTextbook() {
    var x = new double[] {1, 2, 3, 4};
    var y = new double[] {1, 4, 9, 1};
    assertThat(Correlation.pearson(x, y)).isEqualTo(2.5 / Math.sqrt(5 * 42.75), within(1e-15));
    // Centred ranks -1, 0.5, 1.5, -1 have squares 4.5 and products with -1.5, -0.5, 0.5, 1.5 of 0.5.
    assertThat(Correlation.spearman(x, y)).isEqualTo(0.5 / Math.sqrt(5 * 4.5), within(1e-15));
  }

  /** The six assignments listed by hand. */
  @Test
  void threePairsCannotProveMuch() {
    var rising = Correlation.of(new double[] {1, 2, 3}, new double[] {1, 2, 4}, 10_000, 1);
    assertThat(rising.spearman()).isEqualTo(1);
    assertThat(rising.spearmanP()).isEqualTo(2 / 6.0);
    // Sums of products with -1, 0, 1 are 3, 2, 1, -1, -2, -3: the falling order is as far as the rising one.
    assertThat(rising.pearsonP()).isEqualTo(2 / 6.0);
    // With -2, -1, 3 they are 14, 10, -1, -2, -10, -11.
    var uneven = Correlation.of(new double[] {0, 1, 5}, new double[] {0, 1, 5}, 10_000, 1);
    assertThat(uneven.pearsonP()).isEqualTo(1 / 6.0);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
  void pValuesOfFewPairsAreTheSharesOfAllAssignments(int pairs) {
    var random = new Random(pairs);
    for (var round = 0; round < 5; round++) {
      // Few different values: ties.
      var x = random.ints(pairs, 0, 4).asDoubleStream().toArray();
      var y = random.ints(pairs, 0, 4).asDoubleStream().toArray();
      x[0] = 5;
      y[pairs - 1] = 6;
      var result = Correlation.of(x, y, 10_000, 1);
      assertThat(result.pearsonP()).isEqualTo(shareAsFar(x, y), within(1e-12));
      assertThat(result.spearmanP()).isEqualTo(shareAsFar(ranks(x), ranks(y)), within(1e-12));
    }
  }

  /** Nine pairs are drawn; all 362,880 assignments can still be listed here. */
  @Test
  void drawnAssignmentsComeCloseToTheListOfAll() {
    var x = new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9};
    var y = new double[] {2, 1, 5, 3, 9, 4, 6, 9, 5};
    var exact = shareAsFar(x, y);
    assertThat(exact).isBetween(0.01, 0.2);
    var drawn = Correlation.of(x, y, 50_000, 3);
    assertThat(drawn.pearsonP()).isEqualTo(exact, within(5 * Math.sqrt(exact * (1 - exact) / 50_000)))
        .isNotEqualTo(exact);
    assertThat(Correlation.of(x, y, 50_000, 3)).isEqualTo(drawn);
    assertThat(Correlation.of(x, x, 99, 3).pearsonP()).as("never 0").isEqualTo(1 / 100.0);
  }

  @Test
  void whatHasNoCorrelationIsRefused() {
    var three = new double[] {1, 2, 3};
    assertThatIllegalArgumentException().isThrownBy(() -> Correlation.pearson(three, new double[] {1, 2}))
        .withMessageContaining("3 and 2");
    assertThatIllegalArgumentException().isThrownBy(() -> Correlation.of(new double[] {1}, new double[] {1}, 10, 1))
        .withMessageContaining("two pairs");
    assertThatIllegalArgumentException().isThrownBy(() -> Correlation.spearman(three, new double[] {5, 5, 5}))
        .withMessageContaining("same");
    assertThatIllegalArgumentException().isThrownBy(() -> Correlation.of(three, three, 0, 1))
        .withMessageContaining("10000");
  }

  /** From the textbook's formula for every order, without what all of them have in common. */
  private static double shareAsFar(double[] x, double[] y) {
    var orders = new ArrayList<List<Double>>();
    list(new ArrayList<>(), new ArrayList<>(Arrays.stream(y).boxed().toList()), orders);
    var observed = Math.abs(textbook(x, Arrays.stream(y).boxed().toList()));
    return (double) orders.stream().filter(order -> Math.abs(textbook(x, order)) >= observed - 1e-9).count()
        / orders.size();
  }

  private static void list(List<Double> begun, List<Double> left, List<List<Double>> orders) {
    if (left.isEmpty()) {
      orders.add(List.copyOf(begun));
    }
    for (var i = 0; i < left.size(); i++) {
      var value = left.remove(i);
      begun.add(value);
      list(begun, left, orders);
      begun.remove(begun.size() - 1);
      left.add(i, value);
    }
  }

  /** ( n Σxy − Σx Σy ) / √( (n Σx² − (Σx)²) (n Σy² − (Σy)²) ). */
  private static double textbook(double[] x, List<Double> y) {
    double n = x.length;
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double syy = 0;
    double sxy = 0;
    for (var i = 0; i < x.length; i++) {
      sx += x[i];
      sy += y.get(i);
      sxx += x[i] * x[i];
      syy += y.get(i) * y.get(i);
      sxy += x[i] * y.get(i);
    }
    return (n * sxy - sx * sy) / Math.sqrt((n * sxx - sx * sx) * (n * syy - sy * sy));
  }

  /** By counting for every value the pairs it wins and ties. */
  private static double[] ranks(double[] values) {
    var ranks = new double[values.length];
    for (var i = 0; i < values.length; i++) {
      for (var other : values) {
        ranks[i] += values[i] > other ? 1 : values[i] == other ? 0.5 : 0;
      }
    }
    return ranks;
  }
}
