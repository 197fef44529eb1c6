package org.improvedgan.sampler.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.improvedgan.inference.TestModels;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.SamplerClient;
import org.improvedgan.sampler.SamplerPort;
import org.improvedgan.sampler.v1.GetCheckpointRequest;
import org.improvedgan.sampler.v1.InterpolateRequest;
import org.improvedgan.sampler.v1.ListCheckpointsRequest;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SamplerGrpc;
import org.improvedgan.sampler.v1.WatchCheckpointsRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is sent, the answer is the caller's mistake in a sentence, and never a failure of the sampler.
 * {@code -Dfuzz.rounds=} sends more.
 */
@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
class FuzzTest {

  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 500);
  private static final long SEED = 20260811;
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int WATCH_MILLIS = 200;
  private static final byte[] NOT_UTF8 = {'a', (byte) 0xC3, 0x28};
  /** What a request that is well-formed may be answered, besides images. */
  private static final Set<Status.Code> REGULAR =
      Set.of(Status.Code.OK, Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND, Status.Code.UNAVAILABLE);

  private SamplerClient client;
  private String checkpoint;

  @BeforeEach
  void connect() {
    client = new SamplerClient();
    checkpoint = client.serve("fuzz-test");
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private static List<MethodDescriptor> methods() {
    return SampleRequest.getDescriptor().getFile().findServiceByName("Sampler").getMethods();
  }

  /** The status of a call, which ends with the first answer; the client neither writes nor reads messages itself. */
  private Status call(String method, byte[]... messages) {
    return call(PATIENCE_MILLIS, method, messages)
        .orElseThrow(() -> new AssertionError("No answer from " + method));
  }

  private Optional<Status> call(long millis, String method, byte[]... messages) {
    Marshaller<byte[]> bytes = new Marshaller<>() {
      @Override
      public InputStream stream(byte[] message) {
        return new ByteArrayInputStream(message);
      }

      @Override
      public byte[] parse(InputStream stream) {
        try {
          return stream.readAllBytes();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
    ClientCall<byte[], byte[]> call = client.channel().newCall(
        io.grpc.MethodDescriptor.newBuilder(bytes, bytes).setType(MethodType.BIDI_STREAMING)
            .setFullMethodName(SamplerGrpc.SERVICE_NAME + "/" + method).build(), CallOptions.DEFAULT);
    CompletableFuture<Status> end = new CompletableFuture<>();
    call.start(new ClientCall.Listener<>() {
      @Override
      public void onMessage(byte[] message) {
        end.complete(Status.OK);
      }

      @Override
      public void onClose(Status status, Metadata trailers) {
        end.complete(status);
      }
    }, new Metadata());
    call.request(1);
    for (byte[] message : messages) {
      call.sendMessage(message);
    }
    call.halfClose();
    try {
      return Optional.of(end.get(millis, TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("No answer from " + method, e);
    } finally {
      call.cancel("enough", null);
    }
  }

  private static void assertRefused(Status status, String... parts) {
    assertThat(status.getCode()).as(status.toString()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains(parts).endsWith(".");
  }

  @Test
  void aTextThatIsNotUtf8IsInvalid() throws IOException {
    int fields = 0;
    for (MethodDescriptor method : methods()) {
      for (FieldDescriptor field : method.getInputType().getFields()) {
        if (field.getType() == FieldDescriptor.Type.STRING) {
          ByteArrayOutputStream message = new ByteArrayOutputStream();
          CodedOutputStream out = CodedOutputStream.newInstance(message);
          out.writeBytes(field.getNumber(), ByteString.copyFrom(NOT_UTF8));
          out.flush();
          assertRefused(call(method.getName(), message.toByteArray()), method.getName(), "UTF-8");
          fields++;
        }
      }
    }
    assertThat(fields).isGreaterThanOrEqualTo(11);
  }

  @Test
  void bytesThatAreCutOffAreInvalid() {
    byte[] whole = SampleRequest.newBuilder().setCheckpoint(checkpoint).setCount(1).setRunId("x").build().toByteArray();
    for (MethodDescriptor method : methods()) {
      // Field 1, a text of 100 bytes, of which one is there.
      assertRefused(call(method.getName(), new byte[] {10, 100, 'a'}), method.getName(), "cut off");
      // A group that never ends, and a tag that is none.
      assertRefused(call(method.getName(), new byte[] {WireFormat.WIRETYPE_START_GROUP | 99 << 3 & 0x78}), "cut off");
      assertRefused(call(method.getName(), new byte[] {0}), "cut off");
    }
    assertRefused(call("Sample", Arrays.copyOf(whole, whole.length - 1)), "cut off");
    assertThat(call("Sample", whole).getCode()).isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void oneMessageIsDue() {
    byte[] request = SampleRequest.newBuilder().setRunId("fuzz-test").setCount(1).build().toByteArray();
    for (MethodDescriptor method : methods()) {
      assertRefused(call(method.getName()), method.getName(), "none came");
    }
    assertRefused(call("Sample", request, request), "Sample", "more came");
    assertThat(call("Sample", request)).isEqualTo(Status.OK);
  }

  @Test
  void aMessageThatIsTooLargeIsRefused() {
    assertThat(call("Sample", new byte[5 << 20]).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @ParameterizedTest
  @MethodSource
  void aFieldThatCannotBeMeantIsNamed(String method, Message request, String field) {
    assertRefused(call(method, request.toByteArray()), field);
  }

  static Stream<Arguments> aFieldThatCannotBeMeantIsNamed() {
    List<Arguments> cases = new ArrayList<>();
    for (int count : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1_000_001}) {
      cases.add(Arguments.of("Sample", sample().setCount(count).build(), "count"));
    }
    for (long first : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      cases.add(Arguments.of("Sample", sample().setFirstIndex(first).build(), "first_index"));
    }
    for (double truncation : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY, -0.5, 1.5, 1e300}) {
      cases.add(Arguments.of("Sample", sample().setTruncation(truncation).build(), "truncation"));
    }
    for (int label : new int[] {-1, 0, 7, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      cases.add(Arguments.of("Sample", sample().setClassLabel(label).build(), "class_label"));
      cases.add(Arguments.of("Interpolate", interpolate().setClassLabel(label).build(), "class_label"));
    }
    for (float number : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      cases.add(Arguments.of("Sample", z(TestModels.LATENT).setZ(3, number).build(), "z"));
    }
    cases.add(Arguments.of("Sample", z(TestModels.LATENT - 1).build(), "z"));
    cases.add(Arguments.of("Sample", z(2 * TestModels.LATENT + 1).build(), "z"));
    cases.add(Arguments.of("Sample", z(2 * TestModels.LATENT).setCount(3).build(), "count"));
    cases.add(Arguments.of("Sample", z(TestModels.LATENT).setCount(-1).build(), "count"));
    cases.add(Arguments.of("Sample", z(TestModels.LATENT).setSeed(1).build(), "seed"));
    cases.add(Arguments.of("Sample", z(TestModels.LATENT).setTruncation(0.5).build(), "truncation"));
    cases.add(Arguments.of("Sample", sample().setFormatValue(-7).build(), "format"));
    cases.add(Arguments.of("Sample", sample().setMetric("fid").build(), "metric"));
    for (int seeds : new int[] {0, 1, 1001}) {
      cases.add(Arguments.of("Interpolate", interpolate().clearSeeds()
          .addAllSeeds(Collections.nCopies(seeds, 1L)).build(), "seeds"));
    }
    for (int steps : new int[] {0, -1, 1001, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      cases.add(Arguments.of("Interpolate", interpolate().setSteps(steps).build(), "steps"));
    }
    cases.add(Arguments.of("Interpolate", interpolate().setIndex(-1).build(), "index"));
    cases.add(Arguments.of("Interpolate", interpolate().setFormatValue(4).build(), "format"));
    String long201 = "x".repeat(201);
    cases.add(Arguments.of("Sample", sample().setCheckpoint(long201).build(), "checkpoint"));
    cases.add(Arguments.of("Interpolate", interpolate().setRunId(long201).build(), "run_id"));
    cases.add(Arguments.of("GetCheckpoint", GetCheckpointRequest.newBuilder().setCheckpoint(long201).build(),
        "checkpoint"));
    cases.add(Arguments.of("GetCheckpoint", GetCheckpointRequest.newBuilder().setCheckpoint("best").setMetric(long201)
        .build(), "metric"));
    cases.add(Arguments.of("ListCheckpoints", ListCheckpointsRequest.newBuilder().setRunId(long201).build(), "run_id"));
    cases.add(Arguments.of("WatchCheckpoints", WatchCheckpointsRequest.newBuilder().setRunId(long201).build(),
        "run_id"));
    return cases.stream();
  }

  private static SampleRequest.Builder sample() {
    return SampleRequest.newBuilder().setRunId("fuzz-test").setCount(1);
  }

  private static SampleRequest.Builder z(int numbers) {
    return sample().clearCount().addAllZ(Collections.nCopies(numbers, 0.5f));
  }

  private static InterpolateRequest.Builder interpolate() {
    return InterpolateRequest.newBuilder().setRunId("fuzz-test").addSeeds(1).addSeeds(2).setSteps(2);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    String unknown = "nobody-e0001";
    for (Message request : List.of(sample().clearRunId().setCheckpoint(unknown).build(),
        interpolate().clearRunId().setCheckpoint(unknown).build(),
        GetCheckpointRequest.newBuilder().setCheckpoint(unknown).build())) {
      String method = request.getDescriptorForType().getName().replace("Request", "");
      Status status = call(method, request.toByteArray());
      assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(status.getDescription()).contains(unknown);
    }
  }

  @Test
  void randomBytesNeverFailTheSampler() {
    Random random = new Random(SEED);
    List<byte[]> starts = List.of(sample().setSeed(5).setTruncation(0.5).build().toByteArray(),
        z(TestModels.LATENT).build().toByteArray(), interpolate().setIndex(3).build().toByteArray(),
        GetCheckpointRequest.newBuilder().setRunId("fuzz-test").build().toByteArray(), new byte[] {});
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] message = starts.get(random.nextInt(starts.size())).clone();
      if (message.length == 0) {
        message = new byte[random.nextInt(40)];
        random.nextBytes(message);
      }
      for (int change = random.nextInt(4); change > 0 && message.length > 0; change--) {
        message[random.nextInt(message.length)] = (byte) random.nextInt(256);
      }
      MethodDescriptor method = methods().get(random.nextInt(methods().size()));
      // Who watches a run without checkpoints is told nothing, and that is right.
      Status status = method.getName().equals("WatchCheckpoints")
          ? call(WATCH_MILLIS, method.getName(), message).orElse(Status.OK) : call(method.getName(), message);
      assertThat(REGULAR).as("round %d of seed %d: %s", round, SEED, status).contains(status.getCode());
      if (!status.isOk()) {
        assertThat(status.getDescription()).as("round %d of seed %d", round, SEED).endsWith(".");
        refused++;
      }
    }
    assertThat(refused).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
    assertThat(call("Sample", sample().setCheckpoint(checkpoint).build().toByteArray())).isEqualTo(Status.OK);
  }
}
