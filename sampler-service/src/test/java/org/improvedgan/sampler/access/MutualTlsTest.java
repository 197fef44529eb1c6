package org.improvedgan.sampler.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.SamplerPort;
import org.improvedgan.sampler.client.SamplerChannel;
import org.improvedgan.sampler.v1.ListCheckpointsRequest;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;
import org.junit.jupiter.api.Test;

/** TLS and certificates of clients, by Quarkus's own settings, over both doors. */
@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
@WithTestResource(MutualTls.class)
class MutualTlsTest {

  private final Config config = ConfigProvider.getConfig();
  private final Path folder = Path.of(config.getValue(MutualTls.FOLDER, String.class));
  private final Certificates certificates = new Certificates(folder);

  private ManagedChannel channel(Optional<Path> ca, String client) {
    TestAccess access = new TestAccess(ca,
        client == null ? Optional.empty() : Optional.of(certificates.certificate(client)),
        client == null ? Optional.empty() : Optional.of(certificates.key(client)), Optional.empty());
    return SamplerChannel.open(
        "localhost:" + config.getValue("quarkus.grpc.server.test-port", Integer.class), access);
  }

  private void list(Optional<Path> ca, String client) {
    ManagedChannel channel = channel(ca, client);
    try {
      SamplerGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofSeconds(20))
          .listCheckpoints(ListCheckpointsRequest.getDefaultInstance());
    } finally {
      channel.shutdownNow();
    }
  }

  private void refused(Optional<Path> ca, String client) {
    assertThatThrownBy(() -> list(ca, client)).isInstanceOfSatisfying(StatusRuntimeException.class,
        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
  }

  @Test
  void grpcServesClientsWithATrustedCertificateOnly() {
    Optional<Path> ca = Optional.of(certificates.certificate(MutualTls.SERVER));
    list(ca, MutualTls.ALICE);
    refused(ca, MutualTls.MALLORY);
    refused(ca, null);
    // Without TLS.
    refused(Optional.empty(), null);
    // The other way round: a client does not talk to a sampler that it does not trust.
    refused(Optional.of(certificates.certificate(MutualTls.MALLORY)), MutualTls.ALICE);
  }

  @Test
  void httpServesClientsWithATrustedCertificateOnly() throws Exception {
    assertThat(get(MutualTls.ALICE, "/q/health/live")).isEqualTo(200);
    assertThat(get(MutualTls.ALICE, "/api/checkpoints")).isEqualTo(200);
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> get(MutualTls.MALLORY, "/api/checkpoints"));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> get(null, "/api/checkpoints"));
  }

  @Test
  void aCallerIsTheSubjectOfItsCertificate() {
    ManagedChannel channel = channel(Optional.of(certificates.certificate(MutualTls.SERVER)), MutualTls.ALICE);
    try {
      // Waits for its checkpoint for two seconds, and so holds its place.
      SampleRequest unknown = SampleRequest.newBuilder().setCheckpoint("unknown").setCount(1).build();
      var stub = SamplerGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofSeconds(20));
      Iterator<SampleResponse> first = stub.sample(unknown);
      Iterator<SampleResponse> second = stub.sample(unknown);
      await().atMost(Duration.ofSeconds(1)).untilAsserted(() -> assertThatThrownBy(
          () -> stub.listCheckpoints(ListCheckpointsRequest.getDefaultInstance()))
          .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(e.getStatus().getDescription())
                .isEqualTo("The sampler is serving 2 calls of CN=alice already; end one of them first.");
          }));
      HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
      assertThatThrownBy(first::hasNext).hasMessageStartingWith("NOT_FOUND");
      assertThatThrownBy(second::hasNext).hasMessageStartingWith("NOT_FOUND");
      stub.listCheckpoints(ListCheckpointsRequest.getDefaultInstance());
    } finally {
      channel.shutdownNow();
    }
  }

  private int get(String client, String path) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store(MutualTls.SERVER).getCertificate(MutualTls.SERVER));
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(client == null ? null : store(client), Certificates.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    int port = config.getValue("quarkus.http.test-ssl-port", Integer.class);
    return HttpClient.newBuilder().sslContext(context).build().send(
        HttpRequest.newBuilder(URI.create("https://localhost:" + port + path)).timeout(Duration.ofSeconds(20)).build(),
        BodyHandlers.ofString()).statusCode();
  }

  private KeyStore store(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
      store.load(in, Certificates.PASSWORD.toCharArray());
    }
    return store;
  }
}
