package org.improvedgan.sampler.access;

import java.nio.file.Path;
import java.util.Optional;
import org.improvedgan.sampler.client.SamplerAccess;

/** What a test's client shows. */
public record TestAccess(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key, Optional<Path> tokenFile)
    implements SamplerAccess {

  /** Nothing. */
  public static TestAccess none() {
    return new TestAccess(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  static TestAccess token(Path file) {
    return new TestAccess(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(file));
  }

  @Override
  public Optional<Boolean> tls() {
    return Optional.empty();
  }
}
