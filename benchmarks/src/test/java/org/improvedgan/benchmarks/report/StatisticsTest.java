package org.improvedgan.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void theMedianIsTheMiddleOfOddAndTheMeanOfTheMiddleTwoOfEvenCounts() {
    assertThat(Statistics.median(List.of(9.0, 1.0, 3.0))).isEqualTo(3);
    assertThat(Statistics.median(List.of(9.0, 1.0, 3.0, 4.0))).isEqualTo(3.5);
    assertThatThrownBy(() -> Statistics.median(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void oneOutlierDoesNotMoveTheSlope() {
    List<Double> x = List.of(0.0, 10.0, 20.0, 30.0, 40.0);

    assertThat(Statistics.slope(x, List.of(1.0, 6.0, 11.0, 16.0, 21.0))).isEqualTo(0.5, within(1e-12));
    assertThat(Statistics.slope(x, List.of(1.0, 6.0, 500.0, 16.0, 21.0))).isEqualTo(0.5, within(1e-12));
    assertThatThrownBy(() -> Statistics.slope(List.of(1.0), List.of(1.0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tablesAreMarkdownWithPaddedColumns() {
    Table table = new Table("name", "ms");
    table.row("a", "12.5");

    assertThat(table.toString().lines()).containsExactly("| name | ms   |", "| ---- | ---- |", "| a    | 12.5 |");
    assertThatThrownBy(() -> table.row("too few")).isInstanceOf(IllegalArgumentException.class);
  }
}
