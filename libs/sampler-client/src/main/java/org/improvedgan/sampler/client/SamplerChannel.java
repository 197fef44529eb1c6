package org.improvedgan.sampler.client;

import io.grpc.ChannelCredentials;
import io.grpc.CompositeChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The channel to a sampler. */
public final class SamplerChannel {

  private SamplerChannel() {
  }

  /**
   * A channel to make.
   *
   * @param target {@code HOST:PORT}
   * @throws IllegalArgumentException that says in one sentence which file is missing or unfit
   */
  public static ManagedChannelBuilder<?> builder(String target, SamplerAccess access) {
    ChannelCredentials connection = tls(access) ? tlsCredentials(access) : InsecureChannelCredentials.create();
    ChannelCredentials credentials = access.tokenFile()
        .<ChannelCredentials>map(file ->
            CompositeChannelCredentials.create(connection, new TokenCredentials(readable(file))))
        .orElse(connection);
    try {
      return Grpc.newChannelBuilder(target, credentials).intercept(new TracedCalls());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The files for TLS are no PEM certificates and PKCS #8 key without a password"
          + " (" + e.getMessage() + ").", e);
    }
  }

  private static boolean tls(SamplerAccess access) {
    boolean implied = access.ca().isPresent() || access.certificate().isPresent() || access.key().isPresent();
    if (implied && !access.tls().orElse(true)) {
      throw new IllegalArgumentException("Certificates need TLS: do not switch it off, or leave them out.");
    }
    if (access.certificate().isPresent() != access.key().isPresent()) {
      throw new IllegalArgumentException("A client's certificate and its key go together: give both or none.");
    }
    return access.tls().orElse(implied);
  }

  private static ChannelCredentials tlsCredentials(SamplerAccess access) {
    TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
    try {
      Optional<Path> ca = access.ca();
      if (ca.isPresent()) {
        tls.trustManager(readable(ca.get()).toFile());
      }
      if (access.certificate().isPresent()) {
        tls.keyManager(readable(access.certificate().get()).toFile(), readable(access.key().orElseThrow()).toFile());
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("A file for TLS cannot be read (" + e.getMessage() + ").", e);
    }
    return tls.build();
  }

  private static Path readable(Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IllegalArgumentException("There is no file " + file + " that can be read: correct its name.");
    }
    return file;
  }
}
