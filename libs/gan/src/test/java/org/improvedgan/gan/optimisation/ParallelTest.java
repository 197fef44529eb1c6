package org.improvedgan.gan.optimisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyIndexIsInOneLoop(int threads) {
    try (var parallel = new Parallel(threads)) {
      for (int size : new int[] {0, 1, 1000, 100_001}) {
        var visits = new AtomicIntegerArray(size);
        parallel.loop(size, (from, to) -> IntStream.range(from, to).forEach(visits::incrementAndGet));
        assertThat(IntStream.range(0, size).map(visits::get).filter(count -> count != 1).count()).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyTaskRunsOnce(int threads) {
    try (var parallel = new Parallel(threads)) {
      for (int tasks : new int[] {0, 1, 2, 9}) {
        var runs = new AtomicIntegerArray(tasks + 1);
        parallel.each(tasks, runs::incrementAndGet);
        assertThat(IntStream.range(0, tasks).map(runs::get).filter(count -> count != 1).count()).isZero();
        assertThat(runs.get(tasks)).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aFailureReachesTheCaller(int threads) {
    try (var parallel = new Parallel(threads)) {
      assertThatThrownBy(() -> parallel.each(4, task -> {
        throw new IllegalStateException("task failed");
      })).isInstanceOf(IllegalStateException.class).hasMessageContaining("task failed");
    }
  }
}
