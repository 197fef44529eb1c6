package org.improvedgan.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KafkaWarningsTest {

  @Test
  void connectionsAreToldOfSeldomAndEverythingElseAlways() {
    KafkaWarnings filter = new KafkaWarnings();
    assertThat(passed(filter, "org.apache.kafka.clients.NetworkClient")).isEqualTo(1);
    assertThat(passed(filter, "org.apache.kafka.clients.producer.internals.Sender")).isEqualTo(100);
    assertThat(passed(filter, null)).isEqualTo(100);
  }

  @Test
  void aWhileLaterTheNextOnePasses() {
    Seldom seldom = new Seldom(Duration.ZERO);
    assertThat(seldom.pass()).isTrue();
    assertThat(seldom.pass()).isTrue();
  }

  private static long passed(KafkaWarnings filter, String logger) {
    return IntStream.range(0, 100).filter(i -> {
      LogRecord line = new LogRecord(Level.WARNING, "Node 1 disconnected.");
      line.setLoggerName(logger);
      return filter.isLoggable(line);
    }).count();
  }
}
