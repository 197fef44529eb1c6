package org.improvedgan.humaneval.limit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * So many requests a minute for each client: all at once, or evenly. Of a client only one number is kept, the time at
 * which its allowance is whole again (the generic cell rate algorithm); of more clients than {@code most}, those not
 * seen for longest are forgotten, so that memory is bounded.
 */
final class ClientLimit {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final long cost;
  private final LongSupplier nanoTime;
  private final Map<String, Long> wholeAgain;

  /** @param perMinute 0: no limit */
  ClientLimit(int perMinute, int most, LongSupplier nanoTime) {
    this.cost = perMinute <= 0 ? 0 : MINUTE / perMinute;
    this.nanoTime = nanoTime;
    this.wholeAgain = new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
        return size() > most;
      }
    };
  }

  /** Counts a request: 0 if it may be served, otherwise the seconds after which the next may be. */
  synchronized long take(String client) {
    var wait = secondsToWait(client);
    if (wait == 0 && cost > 0) {
      wholeAgain.put(client, nanoTime.getAsLong() + used(client) + cost);
    }
    return wait;
  }

  /** As {@link #take}, and counts nothing. */
  synchronized long secondsToWait(String client) {
    var over = used(client) + cost - MINUTE;
    return over <= 0 ? 0 : (over + SECOND - 1) / SECOND;
  }

  /** The part of a client's minute that is used up, in nanoseconds; the clock may overflow. */
  private long used(String client) {
    var at = wholeAgain.get(client);
    return at == null ? 0 : Math.max(0, at - nanoTime.getAsLong());
  }

  synchronized int clients() {
    return wholeAgain.size();
  }
}
