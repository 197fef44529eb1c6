package org.improvedgan.cli.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.improvedgan.cli.UserError;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SampleCommandTest {

  @TempDir
  private Path folder;
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private Server server;
  private SamplerClient client;

  @BeforeEach
  void start() throws IOException {
    server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
        .addService(ServerInterceptors.intercept(new CountingSampler(), new ServerInterceptor() {
          @Override
          public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
              ServerCallHandler<Q, R> next) {
            String authorization = headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
            if (authorization != null) {
              authorizations.add(authorization);
            }
            return next.startCall(call, headers);
          }
        }))
        .build().start();
    client = new SamplerClient("127.0.0.1:" + server.getPort(), new AccessOptions());
  }

  @AfterEach
  void stop() {
    client.close();
    server.shutdownNow();
  }

  @Test
  void joinsTheStreamInOrder() {
    SamplerClient.Sampled sampled = client.sample("latest", 5, 7);
    assertThat(sampled.checkpointId()).isEqualTo("run-e0003");
    assertThat(sampled.generatorSha256()).isEqualTo("abc");
    assertThat(sampled.images().count()).isEqualTo(5);
    assertThat(sampled.images().pixels()).containsExactly(7, 8, 9, 10, 11);
  }

  @Test
  void aRefusalIsTheSamplersOwnSentence() {
    assertThatThrownBy(() -> client.sample("no-such", 1, 0)).isInstanceOf(UserError.class)
        .hasMessage("There is no checkpoint no-such.");
  }

  @Test
  void aSamplerWithoutACheckpointSaysSo() {
    assertThatThrownBy(() -> client.sample("too-early", 1, 0)).isInstanceOf(UserError.class)
        .hasMessage("No checkpoint serves yet.");
  }

  @Test
  void theTokenInTheFileIsSent() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "abc\n");
    AccessOptions access = CommandLine.populateCommand(new AccessOptions(), "--token-file", file.toString());
    try (SamplerClient known = new SamplerClient("127.0.0.1:" + server.getPort(), access)) {
      known.sample("latest", 1, 0);
    }
    assertThat(authorizations).containsExactly("Bearer abc");
    assertThatThrownBy(() -> client.sample("needs-token", 1, 0)).isInstanceOf(UserError.class)
        .hasMessage("This sampler needs a token. Name the file that holds it with --token-file.");
  }

  @Test
  void aFileOfTheConnectionThatIsMissingIsNamed() {
    String none = folder.resolve("none.pem").toString();
    assertThatThrownBy(() -> new SamplerClient("localhost:1",
        CommandLine.populateCommand(new AccessOptions(), "--ca", none))).isInstanceOf(UserError.class)
        .hasMessage("There is no file " + none + " that can be read: correct its name.");
    assertThatThrownBy(() -> new SamplerClient("localhost:1",
        CommandLine.populateCommand(new AccessOptions(), "--cert", none))).isInstanceOf(UserError.class)
        .hasMessage("A client's certificate and its key go together: give both or none.");
  }

  @Test
  void withoutASamplerItSaysHowToStartOne() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (SamplerClient nobody = new SamplerClient("127.0.0.1:" + port, new AccessOptions())) {
      assertThatThrownBy(() -> nobody.sample("latest", 1, 0)).isInstanceOf(UserError.class)
          .hasMessageStartingWith("No sampler answers at 127.0.0.1:" + port + ": start the system with `./gan up`");
    }
  }

  /** Gives images of one pixel, whose value is seed + index, two in a message. */
  private static final class CountingSampler extends SamplerGrpc.SamplerImplBase {

    @Override
    public void sample(SampleRequest request, StreamObserver<SampleResponse> responses) {
      if (request.getCheckpoint().equals("no-such")) {
        responses.onError(Status.NOT_FOUND.withDescription("There is no checkpoint no-such.").asException());
        return;
      }
      if (request.getCheckpoint().equals("needs-token")) {
        responses.onError(Status.UNAUTHENTICATED.withDescription("This sampler needs a token.").asException());
        return;
      }
      if (request.getCheckpoint().equals("too-early")) {
        responses.onError(Status.UNAVAILABLE.withDescription("No checkpoint serves yet.").asException());
        return;
      }
      for (int i = 0; i < request.getCount(); i += 2) {
        int count = Math.min(2, request.getCount() - i);
        byte[] pixels = new byte[count];
        for (int k = 0; k < count; k++) {
          pixels[k] = (byte) (request.getSeed() + i + k);
        }
        responses.onNext(SampleResponse.newBuilder().setCheckpointId("run-e0003").setGeneratorSha256("abc")
            .setFirstIndex(i).setCount(count).setHeight(1).setWidth(1).setChannels(1)
            .setPixels(ByteString.copyFrom(pixels)).build());
      }
      responses.onCompleted();
    }
  }
}
