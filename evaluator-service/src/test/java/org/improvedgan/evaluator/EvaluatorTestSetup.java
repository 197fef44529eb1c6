package org.improvedgan.evaluator;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.improvedgan.kafka.local.FreePort;

/** A port for the sampler, short pauses, and few images. */
public final class EvaluatorTestSetup implements QuarkusTestResourceLifecycleManager {

  @Override
  public Map<String, String> start() {
    return Map.of(
        "evaluator.sampler.target", "localhost:" + FreePort.next(),
        "evaluator.sampler.first-pause", "20ms",
        "evaluator.sampler.longest-pause", "200ms",
        "evaluator.sampler.pruned-after", "1s",
        "evaluator.samples", "1000",
        "evaluator.links.sampler", "http://localhost:8080/");
  }

  @Override
  public void stop() {
    // The test itself starts and stops the sampler on the port.
  }
}
