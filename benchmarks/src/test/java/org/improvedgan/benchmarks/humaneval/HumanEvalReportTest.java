package org.improvedgan.benchmarks.humaneval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.improvedgan.benchmarks.humaneval.Recount.Findings;
import org.improvedgan.benchmarks.humaneval.Timings.Quantiles;
import org.improvedgan.benchmarks.humaneval.Timings.Request;
import org.improvedgan.benchmarks.report.Machine;
import org.junit.jupiter.api.Test;

class HumanEvalReportTest {
  private static final Findings WHOLE = new Findings(100, 100, 90, 0, List.of());

  @Test
  void quantilesAreThoseThatSoManyDidNotExceed() {
    long[] milliseconds = LongStream.rangeClosed(1, 100).map(ms -> ms * 1_000_000).toArray();

    assertThat(Quantiles.of(milliseconds)).isEqualTo(new Quantiles(100, 50, 95, 99, 100));
    assertThat(Quantiles.of(new long[0])).isEqualTo(new Quantiles(0, 0, 0, 0, 0));
  }

  @Test
  void theBoundIsAboutTheSlowestTwentiethOfTheAnswers() {
    assertThat(report(99, 0, WHOLE).fast()).isTrue();
    assertThat(report(100, 0, WHOLE).fast()).isFalse();
  }

  @Test
  void aLostAnswerOrAFailedRequestBreaksIt() {
    assertThat(report(95, 0, WHOLE).whole()).isTrue();
    assertThat(report(95, 1, WHOLE).whole()).isFalse();
    var lost = report(95, 0, new Findings(100, 99, 90, 0, List.of("1 pages were acknowledged and are not there.")));
    assertThat(lost.whole()).isFalse();
    assertThat(lost.remarks()).anyMatch(remark -> remark.contains("acknowledged and are not there"));
  }

  /** A hundred answers, each a millisecond slower than the one before, of which 95 took no longer than {@code p95} ms. */
  private static HumanEvalReport report(int p95, int failures, Findings findings) {
    Timings timings = new Timings();
    LongStream.rangeClosed(p95 - 94, p95 + 5).forEach(ms -> timings.took(Request.ANSWER, ms * 1_000_000));
    return new HumanEvalReport("human-eval", "single", 200, 100, 1000, 100, 200, HumanEvalReport.quantiles(timings), 100,
        failures, 1, 1, 1, 200, findings, Machine.now());
  }
}
