package org.improvedgan.events;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Metrics;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * A metric that says whether Kafka is there: the bytes that all consumers of this process have received. Consumers hear
 * from the broker at least every few seconds, even when there is nothing new, so the sum stands still only while Kafka
 * is away. Micrometer's own binder tells of every single client: hundreds of series, and new ones for each new client.
 *
 * <p>Kafka makes one for each client that has it among its {@code metric.reporters}.
 */
public final class KafkaTraffic implements MetricsReporter {

  private static final String GROUP = "consumer-metrics";
  private static final String NAME = "incoming-byte-total";
  private static final Sum SUM = new Sum();

  static {
    FunctionCounter.builder("gan.kafka.received.bytes", SUM, Sum::value)
        .description("Bytes that consumers have received from Kafka").register(Metrics.globalRegistry);
  }

  @Override
  public void configure(Map<String, ?> settings) {
    // There is nothing to choose.
  }

  @Override
  public void init(List<KafkaMetric> metrics) {
    metrics.forEach(this::metricChange);
  }

  @Override
  public void metricChange(KafkaMetric metric) {
    if (counts(metric)) {
      SUM.add(metric);
    }
  }

  @Override
  public void metricRemoval(KafkaMetric metric) {
    if (counts(metric)) {
      SUM.remove(metric);
    }
  }

  @Override
  public void close() {
    // The client removes its metrics one by one.
  }

  private static boolean counts(KafkaMetric metric) {
    return metric.metricName().group().equals(GROUP) && metric.metricName().name().equals(NAME);
  }

  /** Never falls: what a client had received before it was closed still counts. */
  private static final class Sum {

    private final Set<KafkaMetric> clients = new HashSet<>();
    private double closed;

    synchronized void add(KafkaMetric client) {
      clients.add(client);
    }

    synchronized void remove(KafkaMetric client) {
      if (clients.remove(client)) {
        closed += bytes(client);
      }
    }

    synchronized double value() {
      return closed + clients.stream().mapToDouble(Sum::bytes).sum();
    }

    private static double bytes(KafkaMetric client) {
      return client.metricValue() instanceof Number number ? number.doubleValue() : 0;
    }
  }
}
