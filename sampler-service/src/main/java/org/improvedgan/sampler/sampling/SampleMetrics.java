package org.improvedgan.sampler.sampling;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What the sampler counts, for Prometheus: calls by outcome and duration. */
@Singleton
public class SampleMetrics {

  private final MeterRegistry registry;
  private final AtomicInteger active = new AtomicInteger();

  SampleMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("gan.sampler.calls.active", active, AtomicInteger::get)
        .description("Calls of Sample under way").register(registry);
  }

  /** One call from its beginning to its end. */
  public final class Call {

    private final long start = System.nanoTime();
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Call() {
      active.incrementAndGet();
    }

    /** Ends it; only the first outcome counts. */
    public void end(String outcome) {
      if (open.compareAndSet(true, false)) {
        active.decrementAndGet();
        calls(outcome).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      }
    }
  }

  /** A call begins. */
  public Call begin() {
    return new Call();
  }

  /** A call ends before it began. */
  public void refused(String outcome) {
    calls(outcome).record(0, TimeUnit.NANOSECONDS);
  }

  private Timer calls(String outcome) {
    return Timer.builder("gan.sampler.calls").description("Calls of Sample").tag("outcome", outcome)
        .publishPercentileHistogram().register(registry);
  }
}
