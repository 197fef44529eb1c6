package org.improvedgan.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TerminalTest {

  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final AtomicLong now = new AtomicLong();

  @Test
  void aLineLeavesTheLiveLineBelowIt() {
    Terminal terminal = new Terminal(out, true, 80, now::get);
    terminal.live("training 10 %");
    terminal.line("epoch 1 done");
    assertThat(written()).isEqualTo("\r\u001b[Ktraining 10 %\r\u001b[Kepoch 1 done\ntraining 10 %");
  }

  @Test
  void theLiveLineNeverWraps() {
    Terminal terminal = new Terminal(out, true, 10, now::get);
    terminal.live("0123456789ABC");
    assertThat(written()).isEqualTo("\r\u001b[K012345678");
  }

  @Test
  void withoutATerminalTheLiveLineIsPrintedEveryTenSeconds() {
    Terminal terminal = new Terminal(out, false, 80, now::get);
    terminal.live("10 %");
    now.set(9 * SECOND);
    terminal.live("20 %");
    now.set(10 * SECOND);
    terminal.live("30 %");
    now.set(19 * SECOND);
    terminal.live("40 %");
    now.set(20 * SECOND);
    terminal.live("50 %");
    assertThat(written()).isEqualTo("30 %\n50 %\n");
  }

  @Test
  void aBarShowsShareAndTimeLeft() {
    Terminal terminal = new Terminal(out, false, 80, now::get);
    ProgressBar bar = new ProgressBar(terminal, "Training", now::get);
    bar.update(0, 100, "");
    now.set(10 * SECOND);
    bar.update(25, 100, "epoch 2");
    now.set(40 * SECOND);
    bar.update(100, 100, "epoch 8");
    assertThat(written().lines()).containsExactly(
        "Training  [####............]   25 %  30 s left  epoch 2",
        "Training  [################]  100 %  40 s  epoch 8");
  }

  @Test
  void resumedWorkDoesNotCountAsDoneNow() {
    Terminal terminal = new Terminal(out, false, 80, now::get);
    ProgressBar bar = new ProgressBar(terminal, "Training", now::get);
    bar.update(50, 100, "");
    now.set(10 * SECOND);
    bar.update(60, 100, "");
    // 10 units took 10 s, so the 40 that are left take 40 s.
    assertThat(written()).endsWith("60 %  40 s left\n");
  }

  @Test
  void durationsReadWell() {
    assertThat(Durations.of(0.44)).isEqualTo("0.4 s");
    assertThat(Durations.of(9.96)).isEqualTo("10 s");
    assertThat(Durations.of(185)).isEqualTo("3 min 05 s");
    assertThat(Durations.of(7800)).isEqualTo("2 h 10 min");
    assertThat(Durations.of(91 * 24 * 3600)).isEqualTo("91 days");
    assertThat(Durations.of(Double.NaN)).isEqualTo("?");
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }
}
