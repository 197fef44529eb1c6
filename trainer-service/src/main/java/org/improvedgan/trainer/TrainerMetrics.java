package org.improvedgan.trainer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;

/** What Prometheus can ask this service for, besides what Quarkus and Kafka's clients tell. */
@ApplicationScoped
class TrainerMetrics {
  private final MeterRegistry registry;
  private final Counter iterations;
  private final Counter checkpoints;

  TrainerMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.iterations = Counter.builder("gan.training.iterations").description("Training iterations done")
        .register(registry);
    this.checkpoints = Counter.builder("gan.checkpoints.published").description("Checkpoints published")
        .register(registry);
  }

  void iteration() {
    iterations.increment();
  }

  void checkpoint() {
    checkpoints.increment();
  }

  void request(Outcome outcome) {
    Counter.builder("gan.training.requests").description("Training requests by what became of them")
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT)).register(registry).increment();
  }
}
