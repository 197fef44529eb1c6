package org.improvedgan.humaneval.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong now = new AtomicLong();
  private final Recent<String, Integer> recent = new Recent<>(now::get);
  private final AtomicInteger computed = new AtomicInteger();

  @Test
  void manyQuestionsAreOneComputationASecond() {
    for (var i = 0; i < 100; i++) {
      assertThat(recent.get("a", computed::incrementAndGet)).isOne();
    }
    now.addAndGet(SECOND - 1);
    assertThat(recent.get("a", computed::incrementAndGet)).isOne();
    assertThat(recent.get("b", computed::incrementAndGet)).isEqualTo(2);
    now.addAndGet(1);
    assertThat(recent.get("a", computed::incrementAndGet)).isEqualTo(3);
  }

  /** What took a second is kept for ten, what took a minute for fifteen seconds and no longer. */
  @Test
  void whatTakesLongIsComputedLessOften() {
    assertThat(recent.get("a", () -> take(SECOND))).isOne();
    now.addAndGet(10 * SECOND - 1);
    assertThat(recent.get("a", () -> take(60 * SECOND))).isOne();
    now.addAndGet(1);
    assertThat(recent.get("a", () -> take(60 * SECOND))).isEqualTo(2);
    now.addAndGet(15 * SECOND);
    assertThat(recent.get("a", () -> take(0))).isEqualTo(3);
  }

  private int take(long nanos) {
    now.addAndGet(nanos);
    return computed.incrementAndGet();
  }

  /** Whoever asks while the next value is computed gets the one before, at once. */
  @Test
  void nobodyWaitsForTheNextValue() throws Exception {
    recent.get("a", () -> 1);
    now.addAndGet(SECOND);
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var other = Executors.newSingleThreadExecutor();
    var slow = other.submit(() -> recent.get("a", () -> {
      begun.countDown();
      await(go);
      return 2;
    }));
    begun.await(10, TimeUnit.SECONDS);
    assertThat(recent.get("a", () -> 99)).isEqualTo(1);
    go.countDown();
    assertThat(slow.get(10, TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(recent.get("a", () -> 99)).isEqualTo(2);
    other.shutdown();
  }

  @Test
  void aFailureIsNotKept() {
    assertThatIllegalStateException().isThrownBy(() -> recent.get("a", () -> {
      throw new IllegalStateException();
    }));
    assertThat(recent.get("a", () -> 7)).isEqualTo(7);
  }

  @Test
  void whatDidNotChangeIsNotComputedAgain() {
    var reuse = new Reuse<String, Integer>();
    var first = reuse.round("study", key -> computed.incrementAndGet());
    assertThat(first.apply("x") + first.apply("y") + first.apply("x")).isEqualTo(1 + 2 + 1);
    var second = reuse.round("study", key -> computed.incrementAndGet());
    assertThat(second.apply("y")).isEqualTo(2);
    assertThat(second.apply("z")).isEqualTo(3);
    var third = reuse.round("study", key -> computed.incrementAndGet());
    assertThat(third.apply("x")).as("forgotten in the second round").isEqualTo(4);
    assertThat(reuse.round("other", key -> computed.incrementAndGet()).apply("z")).isEqualTo(5);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
