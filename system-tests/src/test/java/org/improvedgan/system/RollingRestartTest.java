package org.improvedgan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;
import static org.improvedgan.system.RunningSystem.PATIENCE;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.improvedgan.events.Topics;
import org.improvedgan.kafka.local.FreePort;
import org.improvedgan.kafka.local.LocalKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two samplers are restarted one after the other, as an update does it, while clients call without a pause. */
class RollingRestartTest {

  private static final List<Integer> PORTS = List.of(FreePort.next(), FreePort.next());
  private static final String ADDRESSES = "127.0.0.1:" + PORTS.get(0) + ",127.0.0.1:" + PORTS.get(1);

  @TempDir
  private static Path folder;
  private static LocalKafka kafka;
  private static final List<ServiceProcess> SAMPLERS = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    kafka = LocalKafka.start(folder.resolve("kafka"), 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Topics.createAll(admin);
    }
    DigitCheckpoints.publish(kafka.bootstrapServers(), "rolling", 1, 1);
    for (int port : PORTS) {
      SAMPLERS.add(sampler(port));
    }
    SAMPLERS.forEach(ServiceProcess::awaitReady);
  }

  @AfterAll
  static void stop() {
    SAMPLERS.forEach(ServiceProcess::close);
    kafka.close();
  }

  /**
   * It says for three seconds that it stops, which is longer than clients take to find one that was away. Calls that
   * come while it starts wait for it, also on a slow machine.
   */
  private static ServiceProcess sampler(int port) throws IOException {
    return ServiceProcess.start(folder, "sampler-service", Map.of(
        "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(), "QUARKUS_GRPC_SERVER_PORT", String.valueOf(port),
        "QUARKUS_SHUTDOWN_DELAY", "3S", "QUARKUS_SHUTDOWN_TIMEOUT", "60S",
        "GAN_SAMPLER_PATIENCE", "60S"));
  }

  @Test
  void noCallFails() throws Exception {
    boolean python = PythonCaller.available();
    try (RollingCallers java = new RollingCallers(ADDRESSES);
        PythonCaller other = python ? PythonCaller.start(ADDRESSES, RollingCallers.SMALL, RollingCallers.LONG) : null) {
      await("a stream").atMost(PATIENCE).until(() -> java.streams() > 1);
      for (int i = 0; i < PORTS.size(); i++) {
        int before = java.streams();
        SAMPLERS.get(i).stop();
        assertThat(SAMPLERS.get(i).log()).as("its log").doesNotContain("broken off");
        SAMPLERS.set(i, sampler(PORTS.get(i)));
        SAMPLERS.get(i).awaitReady();
        await("streams while a sampler was away, and after").atMost(PATIENCE).until(() -> java.streams() > before + 1);
      }
      int after = java.small();
      await("calls after both restarts").atMost(PATIENCE).until(() -> java.small() > after + 10);
      java.finish();
      assertThat(java.failures()).isEmpty();
      if (python) {
        assertThat(other.finish()).hasSize(1).first().asString().matches("[1-9]\\d* [1-9]\\d*");
      }
    }
    assumeThat(python).as("The client in Python was left out, since " + PythonCaller.PYTHON
        + " lacks grpcio: `pip install grpcio`, or name one that has it in PYTHON.").isTrue();
  }
}
