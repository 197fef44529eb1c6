package org.improvedgan.sampler.traces;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A sampler with traces, and without a collector. */
public final class TracesOn implements QuarkusTestResourceLifecycleManager {

  @Override
  public Map<String, String> start() {
    return Map.of("quarkus.otel.sdk.disabled", "false",
        "quarkus.log.category.\"io.quarkus.opentelemetry\".level", "OFF");
  }

  @Override
  public void stop() {
  }
}
