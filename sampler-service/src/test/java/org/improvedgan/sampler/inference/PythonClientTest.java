package org.improvedgan.sampler.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.SamplerClient;
import org.improvedgan.sampler.SamplerPort;
import org.junit.jupiter.api.Test;

/**
 * A client in another language, generated from the same .proto. The interpreter that PYTHON names, else python3, must
 * have grpcio-tools and numpy.
 */
@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
class PythonClientTest {

  private static final String PYTHON = System.getenv().getOrDefault("PYTHON", "python3");
  private static final String RUN = "inference-python";

  @Test
  void aClientInPythonIsServed() throws IOException, InterruptedException {
    assumeTrue(run("-c", "import grpc_tools.protoc, numpy").exit() == 0, PYTHON
        + " lacks grpcio-tools or numpy: `pip install grpcio-tools numpy`, or name one that has them in PYTHON.");
    try (SamplerClient client = new SamplerClient()) {
      client.serve(RUN);
    }
    Config config = ConfigProvider.getConfig();
    Ended script = run(Path.of("src", "test", "python", "inference_client.py").toString(),
        Path.of("..", "proto", "src", "main", "proto").toString(),
        "127.0.0.1:" + config.getValue("quarkus.grpc.server.test-port", Integer.class),
        config.getValue("test.url", String.class), RUN);
    assertThat(script.output()).isEqualTo("ok\n");
    assertThat(script.exit()).isZero();
  }

  private record Ended(int exit, String output) {
  }

  private static Ended run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PYTHON));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return new Ended(-1, e.getMessage()); // there is no such interpreter
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
