package org.improvedgan.humaneval.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Wrong tokens of each address within the minute that its first one began. Bounded, whoever may knock. */
final class Attempts {
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final int MOST_ADDRESSES = 10_000;

  private record Count(long since, int wrong) {
  }

  private final int limit;
  private final LongSupplier nanoTime;
  /** The longest known come first, and go first where it grows too large. */
  private final Map<String, Count> counts = new LinkedHashMap<>() {
    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
      return size() > MOST_ADDRESSES;
    }
  };

  /** @param limit wrong tokens a minute */
  Attempts(int limit, LongSupplier nanoTime) {
    this.limit = limit;
    this.nanoTime = nanoTime;
  }

  /** Whether this address has to wait before its next token is looked at. */
  synchronized boolean exhausted(String address) {
    var count = counts.get(address);
    if (count != null && nanoTime.getAsLong() - count.since() >= MINUTE_NANOS) {
      counts.remove(address);
      return false;
    }
    return count != null && count.wrong() >= limit;
  }

  synchronized void wrong(String address) {
    var fresh = new Count(nanoTime.getAsLong(), 1);
    counts.merge(address, fresh, (known, one) -> new Count(known.since(), known.wrong() + 1));
  }
}
