package org.improvedgan.sampler.access;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.improvedgan.sampler.SamplerConfig;

/**
 * Lets each caller have only so many calls at a time, so that none can take all places of
 * {@link org.improvedgan.sampler.sampling.Admission}. Counts calls of every kind, whether they sample or watch.
 */
@Singleton
public class CallerLimit {

  private final int most;
  private final Map<String, Integer> calls = new ConcurrentHashMap<>();

  CallerLimit(SamplerConfig config) {
    most = config.maxCallsPerCaller().orElse(Integer.MAX_VALUE);
  }

  /** The place of one call. */
  public final class Place {
    private final String caller;
    private final AtomicBoolean taken = new AtomicBoolean(true);

    private Place(String caller) {
      this.caller = caller;
    }

    /** Gives it back; repeated calls do nothing. */
    public void leave() {
      if (taken.compareAndSet(true, false)) {
        // Nothing is kept of a caller that has no call.
        calls.computeIfPresent(caller, (name, count) -> count == 1 ? null : count - 1);
      }
    }
  }

  /** Takes a place; empty when the caller has all of its own. */
  public Optional<Place> enter(String caller) {
    boolean[] entered = {false};
    calls.compute(caller, (name, count) -> {
      int before = count == null ? 0 : count;
      entered[0] = before < most;
      return entered[0] ? Integer.valueOf(before + 1) : count;
    });
    return entered[0] ? Optional.of(new Place(caller)) : Optional.empty();
  }

  /** What a caller without a place is told. */
  public String sentence(String caller) {
    return "The sampler is serving " + most + " calls of " + caller + " already; end one of them first.";
  }

  /** Callers that have a call. */
  int callers() {
    return calls.size();
  }
}
