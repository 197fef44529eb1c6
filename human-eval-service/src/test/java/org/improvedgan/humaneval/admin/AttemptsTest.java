package org.improvedgan.humaneval.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private final AtomicLong now = new AtomicLong();
  private final Attempts attempts = new Attempts(3, now::get);

  @Test
  void anAddressWaitsUntilItsMinuteIsOver() {
    for (var i = 0; i < 3; i++) {
      assertThat(attempts.exhausted("a")).isFalse();
      attempts.wrong("a");
    }
    assertThat(attempts.exhausted("a")).isTrue();
    assertThat(attempts.exhausted("b")).isFalse();
    now.addAndGet(Duration.ofSeconds(59).toNanos());
    assertThat(attempts.exhausted("a")).isTrue();
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(attempts.exhausted("a")).isFalse();
    attempts.wrong("a");
    assertThat(attempts.exhausted("a")).as("a new minute counts from one").isFalse();
  }

  @Test
  void manyAddressesPushTheOldestOut() {
    for (var i = 0; i < 3; i++) {
      attempts.wrong("first");
    }
    for (var i = 0; i < 10_000; i++) {
      attempts.wrong("other " + i);
    }
    assertThat(attempts.exhausted("first")).isFalse();
  }
}
