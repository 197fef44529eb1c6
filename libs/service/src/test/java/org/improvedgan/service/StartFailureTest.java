package org.improvedgan.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StartFailureTest {

  @Test
  void findsTheSentenceBelowWhatWrapsIt() {
    assertThat(StartFailure.sentence(new RuntimeException("Failed to start quarkus",
        new RuntimeException(new StartException("a.b is 0: set 1 or more.", new IOException("deeper"))))))
        .isEqualTo("a.b is 0: set 1 or more.");
    assertThat(StartFailure.sentence(new RuntimeException("Failed to start quarkus",
        new IllegalStateException("No database", new IOException("Connection refused")))))
        .isEqualTo("No database: Connection refused.");
    assertThat(StartFailure.sentence(new StartException("Port 1 is in use: set another.", new BindException("in use"))))
        .isEqualTo("Port 1 is in use: set another.");
    assertThat(StartFailure.sentence(new RuntimeException(new NoSuchFileException("/none/key.pem"))))
        .isEqualTo("There is no file /none/key.pem.");
  }

  @Test
  void cutsTablesAndPasswords() {
    assertThat(StartFailure.sentence(new IllegalStateException(
        "No connection to jdbc:postgresql://host/db?password=secret&x=1\n-----------\nSQL State : 08006\n")))
        .isEqualTo("No connection to jdbc:postgresql://host/db?password=(hidden)&x=1.");
  }

  @Test
  void showsWhereTheProgramItselfIsWrong() {
    assertThat(told(new RuntimeException("Failed to start quarkus", new NullPointerException("x is null"))))
        .contains("\tat ");
    assertThat(told(new StartException("a.b is 0."))).isEqualTo("The service does not start: a.b is 0.\n");
  }

  @Test
  void kafkaIsCheckedWithoutABroker() {
    new KafkaSettings(Map.of("bootstrap.servers", "somewhere:9092, [::1]:9093")).check();
    for (String address : List.of("kafka", "kafka:", "kafka:0", "kafka:70000")) {
      refused(Map.of("bootstrap.servers", address), "kafka.bootstrap.servers is \"" + address + "\"");
    }
    refused(Map.of("bootstrap.servers", "a:1", "security.protocol", "TLS"), "security.protocol");
    refused(Map.of("bootstrap.servers", "a:1", "security.protocol", "SSL", "ssl.truststore.type", "PEM",
        "ssl.truststore.location", "/none/ca.pem"), "/none/ca.pem");
    refused(Map.of("bootstrap.servers", "a:1", "security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN"),
        "JAAS configuration");
  }

  @Test
  void unknownKeysAndVariablesAreFound() {
    Set<String> known = Set.of("a.samples", "a.list");
    assertThat(Configuration.unknown(List.of("a.samples", "a.smaples", "a.list[0]", "b.other", "a.odd"),
        Set.of("A_SAMPLES", "A_ODD", "A_LIST_0_", "AB_C"), "a", known)).containsExactlyInAnyOrder("a.smaples", "A_ODD");
  }

  private static void refused(Map<String, Object> settings, String part) {
    assertThatExceptionOfType(StartException.class).isThrownBy(() -> new KafkaSettings(settings).check())
        .withMessageContaining(part);
  }

  private static String told(Throwable failure) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StartFailure.tell(failure, new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }
}
