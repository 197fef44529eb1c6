package org.improvedgan.sampler.access;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A sampler that asks for tokens, and gives each caller one call at a time. */
public final class TokenFile implements QuarkusTestResourceLifecycleManager {

  static final String SETTING = "gan.sampler.tokens-file";
  static final String ALICE = "token of alice";

  private Path file;

  @Override
  public Map<String, String> start() {
    try {
      file = Files.createTempFile("tokens", ".txt");
      Files.writeString(file, TokensTest.entry("alice", ALICE));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return Map.of(SETTING, file.toString(), "gan.sampler.max-calls-per-caller", "1");
  }

  @Override
  public void stop() {
    file.toFile().delete();
  }
}
