package org.improvedgan.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;

class KafkaTrafficTest {

  private static KafkaMetric metric(String group, String client, double value) {
    return new KafkaMetric(new Object(), new MetricName("incoming-byte-total", group, "", Map.of("client-id", client)),
        (Gauge<Double>) (config, now) -> value, new MetricConfig(), Time.SYSTEM);
  }

  @Test
  void isTheSumOverAllConsumersThatEverWere() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Metrics.addRegistry(registry);
    try (KafkaTraffic first = new KafkaTraffic(); KafkaTraffic second = new KafkaTraffic()) {
      KafkaMetric closed = metric("consumer-metrics", "a", 5);
      first.init(List.of(closed, metric("consumer-node-metrics", "a", 5)));
      second.metricChange(metric("consumer-metrics", "b", 7));
      second.metricChange(metric("producer-metrics", "c", 100));
      assertThat(registry.get("gan.kafka.received.bytes").functionCounter().count()).isEqualTo(12);
      first.metricRemoval(closed);
      first.metricRemoval(closed);
      assertThat(registry.get("gan.kafka.received.bytes").functionCounter().count()).isEqualTo(12);
    } finally {
      Metrics.removeRegistry(registry);
    }
  }
}
