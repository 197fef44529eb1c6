package org.improvedgan.sampler.sampling;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** What the batcher counts, for Prometheus: what waits and how long, how full the runs are and how long they take. */
@Singleton
class BatchMetrics {

  private final MeterRegistry registry;
  private final Timer runs;
  private final DistributionSummary sizes;
  private final Timer waits;
  private final Counter images;
  private final Counter dropped;

  BatchMetrics(MeterRegistry registry) {
    this.registry = registry;
    runs = Timer.builder("gan.sampler.run").description("Runs of a generator").publishPercentileHistogram()
        .register(registry);
    sizes = DistributionSummary.builder("gan.sampler.batch.images")
        .description("Images that were made in one run of a generator").register(registry);
    waits = Timer.builder("gan.sampler.wait").description("Time that requests wait for their first run")
        .publishPercentileHistogram().register(registry);
    images = Counter.builder("gan.sampler.images").description("Images generated").register(registry);
    dropped = Counter.builder("gan.sampler.dropped")
        .description("Requests whose work was dropped because their caller was gone").register(registry);
  }

  void queue(IntSupplier rows) {
    Gauge.builder("gan.sampler.queue", rows, IntSupplier::getAsInt).strongReference(true)
        .description("Images that wait to be generated").register(registry);
  }

  void run(int slots, Runnable work) {
    runs.record(work);
    sizes.record(slots);
    images.increment(slots);
  }

  void waited(long nanos) {
    waits.record(nanos, TimeUnit.NANOSECONDS);
  }

  void dropped() {
    dropped.increment();
  }
}
