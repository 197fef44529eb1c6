package org.improvedgan.sampler;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.improvedgan.kafka.local.FreePort;

/** A free port for the gRPC server of a test. */
public final class SamplerPort implements QuarkusTestResourceLifecycleManager {

  @Override
  public Map<String, String> start() {
    return Map.of("quarkus.grpc.server.test-port", String.valueOf(FreePort.next()));
  }

  @Override
  public void stop() {
  }
}
