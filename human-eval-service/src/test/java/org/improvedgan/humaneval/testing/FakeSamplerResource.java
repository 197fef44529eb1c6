package org.improvedgan.humaneval.testing;

import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Starts a {@link FakeSampler}; tests that steer it have a field of that type. */
public final class FakeSamplerResource implements QuarkusTestResourceLifecycleManager {
  private final FakeSampler sampler = new FakeSampler();
  private Server server;

  @Override
  public Map<String, String> start() {
    try {
      server = ServerBuilder.forPort(0).addService(sampler).build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // What a test lets it serve holds at once.
    return Map.of("sampler.target", "localhost:" + server.getPort(), "human-eval.checkpoint-lifetime", "0s",
        "human-eval.sampler-patience", "0s");
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(sampler, new TestInjector.MatchesType(FakeSampler.class));
  }

  @Override
  public void stop() {
    server.shutdownNow();
  }
}
