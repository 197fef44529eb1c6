package org.improvedgan.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockStepsTest {

  private long wallMillis = 1_700_000_000_000L;
  private long steadyNanos = -5;
  private final ClockSteps steps = new ClockSteps(Duration.ofSeconds(5), () -> wallMillis, () -> steadyNanos);

  private void pass(Duration time) {
    wallMillis += time.toMillis();
    steadyNanos += time.toNanos();
  }

  @Test
  void timeThatPassesIsNoStep() {
    pass(Duration.ofHours(30));
    assertThat(steps.back()).isEmpty();
  }

  @Test
  void aStepBackIsToldOnce() {
    pass(Duration.ofSeconds(1));
    wallMillis -= Duration.ofHours(3).toMillis();
    assertThat(steps.back()).contains(Duration.ofHours(3));
    pass(Duration.ofSeconds(1));
    assertThat(steps.back()).isEmpty();
  }

  @Test
  void aStepForwardAndASmallCorrectionAreNone() {
    wallMillis += Duration.ofHours(3).toMillis();
    assertThat(steps.back()).isEmpty();
    wallMillis -= 4_000;
    assertThat(steps.back()).isEmpty();
  }

  @Test
  void aClockThatLosesASecondEachTimeMakesNoStepHoweverLongItGoesOn() {
    for (int i = 0; i < 1000; i++) {
      pass(Duration.ofSeconds(10));
      wallMillis -= 1_000;
      assertThat(steps.back()).isEmpty();
    }
  }
}
