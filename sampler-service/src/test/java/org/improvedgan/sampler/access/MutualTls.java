package org.improvedgan.sampler.access;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.improvedgan.kafka.local.FreePort;

/** A sampler that shows a certificate, asks its clients for theirs, and gives each two calls at a time. */
public final class MutualTls implements QuarkusTestResourceLifecycleManager {

  static final String SERVER = "server";
  /** A client that the sampler trusts. */
  static final String ALICE = "alice";
  /** One that it does not. */
  static final String MALLORY = "mallory";
  /** Where the certificates lie, for the test. */
  static final String FOLDER = "test.certificates";

  private Path folder;

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("certificates");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Certificates certificates = new Certificates(folder);
    Stream.of(SERVER, ALICE, MALLORY).forEach(certificates::make);
    Map<String, String> config = new HashMap<>();
    config.put(FOLDER, folder.toString());
    config.put("gan.sampler.max-calls-per-caller", "2");
    config.put("quarkus.grpc.server.ssl.certificate", certificates.certificate(SERVER).toString());
    config.put("quarkus.grpc.server.ssl.key", certificates.key(SERVER).toString());
    config.put("quarkus.grpc.server.ssl.trust-store", certificates.trusting(ALICE).toString());
    config.put("quarkus.grpc.server.ssl.trust-store-password", Certificates.PASSWORD);
    config.put("quarkus.grpc.server.ssl.client-auth", "REQUIRED");
    config.put("quarkus.tls.sampler.key-store.pem.0.cert", certificates.certificate(SERVER).toString());
    config.put("quarkus.tls.sampler.key-store.pem.0.key", certificates.key(SERVER).toString());
    config.put("quarkus.tls.sampler.trust-store.pem.certs", certificates.certificate(ALICE).toString());
    config.put("quarkus.http.tls-configuration-name", "sampler");
    config.put("quarkus.http.insecure-requests", "disabled");
    config.put("quarkus.http.test-ssl-port", String.valueOf(FreePort.next()));
    config.put("gan.sampler.https-client-auth", "required");
    return config;
  }

  @Override
  public void stop() {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
