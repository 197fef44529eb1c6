package org.improvedgan.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RowsTest {

  @Test
  void timesBecomeQuantilesAndRatesStayAlone() {
    Rows rows = new Rows();
    rows.add("calls", "100 calls/s", "99 calls/s", LongStream.rangeClosed(1, 200).mapToObj(ms -> (201 - ms) * 1_000_000)
        .toList());
    rows.add("images", "one stream", "40,000 images/s", 50_000);
    assertThat(rows.table()).contains("| 100    |", "| 190 ", "| 198 ", "| 0      | 200     |", "| 50,000  |")
        .contains("| images | one stream  | 40,000 images/s |        |        |        | 0      |");
    assertThat(rows.json()).hasSize(2).extracting(row -> row.get("samples")).isEqualTo(List.of(200, 50_000));
  }

  @Test
  void aRateIsHeldWhileNearlyAllCallsAreAnsweredAtItsPace() {
    assertThat(new OpenLoop.Outcome(1000, 951, 0, new long[0]).sustained()).isTrue();
    assertThat(new OpenLoop.Outcome(1000, 949, 0, new long[0]).sustained()).isFalse();
  }
}
