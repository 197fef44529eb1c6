package org.improvedgan.sampler.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.SamplerPort;
import org.improvedgan.sampler.client.SamplerChannel;
import org.improvedgan.sampler.v1.ListCheckpointsRequest;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bearer tokens over both doors. */
@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
@WithTestResource(TokenFile.class)
class TokenAccessTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ListCheckpointsRequest LIST = ListCheckpointsRequest.getDefaultInstance();

  @TempDir
  private Path folder;
  @Inject
  MeterRegistry metrics;
  private final Config config = ConfigProvider.getConfig();
  private ManagedChannel channel;

  @AfterEach
  void close() {
    if (channel != null) {
      channel.shutdownNow();
    }
  }

  private ManagedChannel connect(String token) throws Exception {
    Path file = Files.writeString(folder.resolve("mine"), token + "\n");
    channel = SamplerChannel.open("localhost:" + config.getValue("quarkus.grpc.server.test-port", Integer.class),
        TestAccess.token(file));
    return channel;
  }

  private static void assertUnauthenticated(Throwable failure) {
    assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(Status.fromThrowable(failure).getDescription()).startsWith("This sampler needs a token: ");
  }

  @Test
  void aKnownTokenOpensGrpc() throws Exception {
    var stub = SamplerGrpc.newBlockingStub(connect(TokenFile.ALICE));
    stub.listCheckpoints(LIST);
    Files.writeString(folder.resolve("mine"), "a token that was never given");
    double before = metrics.get("gan.sampler.refused").tag("reason", "unauthenticated").counter().count();
    assertThatThrownBy(() -> stub.listCheckpoints(LIST)).satisfies(TokenAccessTest::assertUnauthenticated);
    assertThat(metrics.get("gan.sampler.refused").tag("reason", "unauthenticated").counter().count())
        .isEqualTo(before + 1);
  }

  @Test
  void healthIsOpenAndReflectionIsNot() throws Exception {
    HealthGrpc.newBlockingStub(connect("none")).check(HealthCheckRequest.getDefaultInstance());
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    ServerReflectionGrpc.newStub(channel).serverReflectionInfo(new StreamObserver<>() {
      @Override
      public void onNext(ServerReflectionResponse response) {
        end.complete(new AssertionError("Reflection answered: " + response));
      }

      @Override
      public void onError(Throwable failure) {
        end.complete(failure);
      }

      @Override
      public void onCompleted() {
        end.complete(new AssertionError("Reflection is open"));
      }
    }).onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
    assertUnauthenticated(end.get(20, TimeUnit.SECONDS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/gallery.js", "/api/checkpoints", "/grid.png", "/q/metrics", "/nothing",
      "/q/health/../metrics", "/q/healthy"})
  void httpAsksForAToken(String path) {
    given().urlEncodingEnabled(false).get(path).then().statusCode(401)
        .headers("Cache-Control", equalTo("no-store")).body("error", equalTo(Credentials.SENTENCE));
    given().header("Authorization", "Bearer wrong").get("/").then().statusCode(401);
    assertThat(given().get("/").headers().getValues("WWW-Authenticate"))
        .hasSize(2).anySatisfy(challenge -> assertThat(challenge).startsWith("Bearer "))
        .anySatisfy(challenge -> assertThat(challenge).startsWith("Basic "));
  }

  @Test
  void aKnownTokenOpensHttp() {
    String basic = Base64.getEncoder().encodeToString((":" + TokenFile.ALICE).getBytes(StandardCharsets.UTF_8));
    given().header("Authorization", "Bearer " + TokenFile.ALICE).get("/api/checkpoints").then().statusCode(200);
    given().header("Authorization", "Basic " + basic).get("/").then().statusCode(200);
    given().get("/q/health/live").then().statusCode(200);
  }

  @Test
  void aCallerIsTheNameOfItsTokenOverBothDoors() throws Exception {
    var stub = SamplerGrpc.newBlockingStub(connect(TokenFile.ALICE)).withDeadlineAfter(PATIENCE);
    // Waits for its checkpoint for two seconds, and so holds the place.
    Iterator<SampleResponse> one = stub.sample(SampleRequest.newBuilder().setCheckpoint("none").setCount(1).build());
    String sentence = "The sampler is serving 1 calls of alice already; end one of them first.";
    await().atMost(Duration.ofSeconds(1)).untilAsserted(() -> assertThatThrownBy(() -> stub.listCheckpoints(LIST))
        .isInstanceOf(StatusRuntimeException.class).hasMessage("RESOURCE_EXHAUSTED: " + sentence));
    given().header("Authorization", "Bearer " + TokenFile.ALICE).get("/api/checkpoints").then().statusCode(429)
        .body("error", equalTo(sentence));
    assertThatThrownBy(one::hasNext).hasMessageStartingWith("NOT_FOUND");
    await().atMost(PATIENCE).until(() -> status(TokenFile.ALICE) == 200);
  }

  @Test
  void theFileIsReadAgain() throws Exception {
    Path file = Path.of(config.getValue(TokenFile.SETTING, String.class));
    Files.writeString(file, TokensTest.entry("alice", TokenFile.ALICE) + "\n" + TokensTest.entry("bob", "new"));
    await().atMost(PATIENCE).until(() -> status("new") == 200);
    Files.writeString(file, TokensTest.entry("alice", TokenFile.ALICE));
    await().atMost(PATIENCE).until(() -> status("new") == 401);
  }

  private static int status(String token) {
    return given().header("Authorization", "Bearer " + token).get("/api/checkpoints").statusCode();
  }
}
