package org.improvedgan.humaneval.testing.mturk;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.improvedgan.humaneval.testing.AdminProfile;

/** Starts a {@link FakeMTurk} and points the service, with an admin token, to it; tests that steer it have a field. */
public final class FakeMTurkResource implements QuarkusTestResourceLifecycleManager {
  private FakeMTurk mturk;

  @Override
  public Map<String, String> start() {
    try {
      mturk = new FakeMTurk();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of("human-eval.mturk.environment", mturk.address(), "human-eval.mturk.submit-to", mturk.address(),
        "human-eval.mturk.access-key-id", FakeMTurk.KEY, "human-eval.mturk.secret-access-key", "a secret",
        "human-eval.public-url", "https://rate.example.org", "human-eval.admin-token", AdminProfile.ADMIN);
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(mturk, new TestInjector.MatchesType(FakeMTurk.class));
  }

  @Override
  public void stop() {
    mturk.close();
  }
}
