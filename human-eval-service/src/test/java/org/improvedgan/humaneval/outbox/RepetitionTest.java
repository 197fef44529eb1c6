package org.improvedgan.humaneval.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RepetitionTest {

  @Test
  void workIsDoneAgainAlsoAfterItHasFailed() throws InterruptedException {
    var times = new CountDownLatch(3);
    try (var repetition = Repetition.of("test", Duration.ofMillis(1), () -> {
      times.countDown();
      throw new IllegalStateException("as it can happen");
    })) {
      assertThat(repetition).isNotNull();
      assertThat(times.await(1, TimeUnit.MINUTES)).isTrue();
    }
  }
}
