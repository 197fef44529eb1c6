package org.improvedgan.sampler.client;

import io.grpc.ChannelCredentials;
import io.grpc.CompositeChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.NameResolverRegistry;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The channel to a sampler. */
public final class SamplerChannel {

  /** As docs/sampling.md has it for clients in other languages. */
  private static final Map<String, ?> SERVICE_CONFIG = Map.of(
      "loadBalancingConfig", List.of(Map.of("round_robin", Map.of())),
      "methodConfig", List.of(Map.of("name", List.of(Map.of()), "retryPolicy", Map.of("maxAttempts", 4.0,
          "initialBackoff", "0.1s", "backoffMultiplier", 3.0, "maxBackoff", "1s",
          "retryableStatusCodes", List.of("UNAVAILABLE")))));

  static {
    NameResolverRegistry.getDefaultRegistry().register(new SeveralSamplers());
  }

  private SamplerChannel() {
  }

  /** As {@link #open(String, SamplerAccess, Consumer)}, with nothing to set. */
  public static ManagedChannel open(String target, SamplerAccess access) {
    return open(target, access, builder -> { });
  }

  /**
   * Opens a channel. Calls go to all samplers in turn that can be reached, and one that nobody has begun to answer is
   * tried again: a sampler that stops or starts fails no call while there is another.
   *
   * @param target {@code HOST:PORT}, where a host that stands for several addresses counts as that many samplers; or
   *     several of them with commas between them
   * @param settings more to set
   * @throws IllegalArgumentException that says in one sentence which address is none, or which file is missing or unfit
   */
  public static ManagedChannel open(String target, SamplerAccess access, Consumer<ManagedChannelBuilder<?>> settings) {
    ChannelCredentials connection = tls(access) ? tlsCredentials(access) : InsecureChannelCredentials.create();
    ChannelCredentials credentials = access.tokenFile()
        .<ChannelCredentials>map(file ->
            CompositeChannelCredentials.create(connection, new TokenCredentials(readable(file))))
        .orElse(connection);
    String name = target.contains(",") ? SeveralSamplers.target(target) : target;
    try {
      ManagedChannelBuilder<?> builder = Grpc.newChannelBuilder(name, credentials).intercept(new TracedCalls())
          .defaultServiceConfig(SERVICE_CONFIG);
      settings.accept(builder);
      return new EagerChannel(builder.build());
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
