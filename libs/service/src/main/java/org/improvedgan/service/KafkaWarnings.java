package org.improvedgan.service;

import io.quarkus.logging.LoggingFilter;
import java.time.Duration;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Lets one in ten seconds through of what Kafka's clients say of connections. While the broker is away, each of a
 * service's dozen clients says the same after every attempt, dozens of lines a second for as long as it lasts. Services
 * name this filter in {@code quarkus.log.console.filter}.
 */
@LoggingFilter(name = "kafka-warnings")
public final class KafkaWarnings implements Filter {

  private static final String CONNECTIONS = "org.apache.kafka.clients.NetworkClient";

  private final Seldom seldom = new Seldom(Duration.ofSeconds(10));

  @Override
  public boolean isLoggable(LogRecord line) {
    return !CONNECTIONS.equals(line.getLoggerName()) || seldom.pass();
  }
}
