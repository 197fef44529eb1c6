package org.improvedgan.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SoakReportTest {
  private static final double BUDGET = 6144;

  @Test
  void whatStaysAsItIsIsFlat() {
    SoakReport report = report(samples(minute -> 300, 1));
    assertThat(report.troubles()).isEmpty();
    assertThat(report.table()).contains("| sampler | resident MiB  | 300 ").doesNotContain("NO");
  }

  @Test
  void growthAfterTheWarmUpIsNamed() {
    // 20 MiB an hour.
    assertThat(report(samples(minute -> 300 + minute / 3, 1)).troubles())
        .containsExactly("sampler: resident MiB grows by 6.4 % an hour.");
  }

  @Test
  void growthWithinTheWarmUpDoesNotCount() {
    assertThat(report(samples(minute -> 300 + Math.min(minute, 15) * 10, 1)).troubles()).isEmpty();
  }

  @Test
  void aProcessThatWasStartedAgainIsNamed() {
    List<Sample> samples = Stream.concat(samples(minute -> 300, 1).stream().filter(sample -> sample.minute() < 30),
        samples(minute -> 300, 2).stream().filter(sample -> sample.minute() >= 30)).toList();
    assertThat(report(samples).troubles()).containsExactly("sampler was started again.");
  }

  @Test
  void tooMuchMemoryOfAllTogetherIsNamed() {
    assertThat(report(samples(minute -> minute == 20 ? 7000 : 300, 1)).troubles())
        .containsExactly("All together took 6900 MiB.");
  }

  @Test
  void aLoadThatFailedIsNamed() {
    assertThat(SoakReport.of(samples(minute -> 300, 1), List.of("Training: 2 failed."), 15, 5, BUDGET).troubles())
        .containsExactly("Training: 2 failed.");
  }

  @Test
  void postgresCountsWithoutItsSharedMemory() {
    Sample shared = new Sample(20, Census.DATABASE, 1, 300, 300, 60, 25.0, 9, 100, null);
    assertThat(Measure.RESIDENT.of(shared)).isEqualTo(25);
  }

  /** A sample each minute of an hour, a full collection every four. */
  private static List<Sample> samples(DoubleUnaryOperator residentMib, long pid) {
    return IntStream.rangeClosed(0, 60).boxed().flatMap(minute -> {
      double resident = residentMib.applyAsDouble(minute);
      double share = resident - 100;
      Sample sample = new Sample(minute, "sampler", pid, resident, resident, share, share, 30, 60, null);
      return minute % 4 == 0 ? Stream.of(sample,
          new Sample(minute, "sampler", pid, resident, resident, share, share, 30, 60, 25.0)) : Stream.of(sample);
    }).toList();
  }

  private static SoakReport report(List<Sample> samples) {
    return SoakReport.of(samples, List.of(), 15, 5, BUDGET);
  }
}
