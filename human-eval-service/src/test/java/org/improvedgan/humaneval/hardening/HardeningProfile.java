package org.improvedgan.humaneval.hardening;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import org.improvedgan.humaneval.testing.AdminProfile;

/** A service with an admin, who never has to wait however many wrong tokens come. */
public final class HardeningProfile implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of("human-eval.admin-token", AdminProfile.ADMIN, "human-eval.viewer-token", AdminProfile.VIEWER,
        "human-eval.limit.wrong-tokens-per-minute", "1000000");
  }
}
