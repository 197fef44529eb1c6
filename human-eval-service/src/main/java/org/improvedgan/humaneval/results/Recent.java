package org.improvedgan.humaneval.results;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Values that many may ask for at once and that are dear to compute: each is computed at most once a second, and where
 * that takes long only so often that it takes a tenth of the time, but every fifteen seconds at least; by one thread,
 * while others get the value before it.
 */
final class Recent<K, V> {
  private static final long LEAST_AGE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long MOST_AGE_NANOS = Duration.ofSeconds(15).toNanos();
  private static final int SHARE = 10;

  private final Map<K, Slot<V>> slots = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  Recent() {
    this(System::nanoTime);
  }

  /** With a clock of the caller's. */
  Recent(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private static final class Slot<V> {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Computed<V> computed;
  }

  private record Computed<V>(V value, long at, long nanos) {

    boolean fresh(long now) {
      return now - at < Math.min(MOST_AGE_NANOS, Math.max(LEAST_AGE_NANOS, SHARE * nanos));
    }
  }

  /** The value of {@code key}, which must be one of few. */
  V get(K key, Supplier<V> compute) {
    var slot = slots.computeIfAbsent(key, missing -> new Slot<>());
    var known = slot.computed;
    if (known != null && (known.fresh(nanoTime.getAsLong()) || !slot.lock.tryLock())) {
      return known.value();
    }
    if (known == null) {
      slot.lock.lock();
    }
    try {
      return refreshed(slot, compute);
    } finally {
      slot.lock.unlock();
    }
  }

  private V refreshed(Slot<V> slot, Supplier<V> compute) {
    if (slot.computed == null || !slot.computed.fresh(nanoTime.getAsLong())) {
      var begin = nanoTime.getAsLong();
      var value = compute.get();
      var end = nanoTime.getAsLong();
      slot.computed = new Computed<>(value, end, end - begin);
    }
    return slot.computed.value();
  }
}
