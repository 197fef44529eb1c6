package org.improvedgan.cli.sample;

import java.nio.file.Path;
import java.util.Optional;
import org.improvedgan.sampler.client.SamplerAccess;
import picocli.CommandLine.Option;

/** The options of a command that calls a sampler which is not open to everybody. */
final class AccessOptions implements SamplerAccess {

  @Option(names = "--token-file", paramLabel = "FILE",
      description = "File whose only line is the sampler's bearer token.")
  private Path tokenFile;

  @Option(names = "--tls", description = "Use TLS; --ca and --cert imply it.")
  private boolean tls;

  @Option(names = "--ca", paramLabel = "FILE.pem",
      description = "The certificates to trust (default: those that Java trusts).")
  private Path ca;

  @Option(names = "--cert", paramLabel = "FILE.pem",
      description = "Your own certificate, for a sampler that asks for one.")
  private Path certificate;

  @Option(names = "--key", paramLabel = "FILE.pem",
      description = "The private key of --cert, in PKCS #8 without a password.")
  private Path key;

  @Override
  public Optional<Boolean> tls() {
    return tls ? Optional.of(true) : Optional.empty();
  }

  @Override
  public Optional<Path> ca() {
    return Optional.ofNullable(ca);
  }

  @Override
  public Optional<Path> certificate() {
    return Optional.ofNullable(certificate);
  }

  @Override
  public Optional<Path> key() {
    return Optional.ofNullable(key);
  }

  @Override
  public Optional<Path> tokenFile() {
    return Optional.ofNullable(tokenFile);
  }
}
