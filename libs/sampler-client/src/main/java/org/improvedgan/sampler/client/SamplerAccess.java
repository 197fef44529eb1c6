package org.improvedgan.sampler.client;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a client shows itself to a sampler, and recognises it. Everything may be absent: then neither TLS nor a token is
 * used. A group of a service's typed configuration can be one, and so can a command's options.
 */
public interface SamplerAccess {

  /** Whether to use TLS; left out, it is used where {@link #ca} or {@link #certificate} is given. */
  Optional<Boolean> tls();

  /** PEM file of the certificates to trust; left out, those that Java trusts. */
  Optional<Path> ca();

  /** PEM file of the client's own certificate and those between it and its root; goes with {@link #key}. */
  Optional<Path> certificate();

  /** PEM file of the certificate's private key: PKCS #8, without a password. */
  Optional<Path> key();

  /** File whose only line is the bearer token; read for every call, so that it can be replaced. */
  Optional<Path> tokenFile();
}
