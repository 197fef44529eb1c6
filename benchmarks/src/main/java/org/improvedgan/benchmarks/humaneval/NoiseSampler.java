package org.improvedgan.benchmarks.humaneval;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.stream.LongStream;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.sampler.v1.Checkpoint;
import org.improvedgan.sampler.v1.ListCheckpointsRequest;
import org.improvedgan.sampler.v1.ListCheckpointsResponse;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;

/** A sampler with one checkpoint, whose images are noise: drawing them is not what is measured. */
public final class NoiseSampler extends SamplerGrpc.SamplerImplBase implements AutoCloseable {
  private static final int SIDE = 28;
  /** In messages of so many images. */
  private static final int MESSAGE = 100;
  private static final Checkpoint CHECKPOINT = Checkpoint.newBuilder().setCheckpointId("noise-e0001").setRunId("noise")
      .setExperiment("noise").setEpoch(1).setDataset("drawn-digits").setHeight(SIDE).setWidth(SIDE).setChannels(1)
      .setGeneratorSha256("0".repeat(64)).build();

  private final Server server;

  private NoiseSampler() {
    try {
      server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).addService(this).build().start();
    } catch (IOException e) {
      throw new BenchmarkException("A sampler cannot be started: " + e.getMessage());
    }
  }

  /** Starts it on a free port. */
  public static NoiseSampler start() {
    return new NoiseSampler();
  }

  /** The only checkpoint there is. */
  public static String checkpoint() {
    return CHECKPOINT.getCheckpointId();
  }

  /** Where it listens, {@code host:port}. */
  public String target() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public void listCheckpoints(ListCheckpointsRequest request, StreamObserver<ListCheckpointsResponse> observer) {
    observer.onNext(ListCheckpointsResponse.newBuilder().addCheckpoints(CHECKPOINT).build());
    observer.onCompleted();
  }

  @Override
  public void sample(SampleRequest request, StreamObserver<SampleResponse> observer) {
    for (int first = 0; first < request.getCount(); first += MESSAGE) {
      int count = Math.min(MESSAGE, request.getCount() - first);
      long index = request.getFirstIndex() + first;
      ByteString pixels = ByteString.copyFrom(LongStream.range(index, index + count)
          .mapToObj(i -> ByteString.copyFrom(noise(request.getSeed(), i))).toList());
      observer.onNext(SampleResponse.newBuilder().setCheckpointId(CHECKPOINT.getCheckpointId())
          .setGeneratorSha256(CHECKPOINT.getGeneratorSha256()).setFirstIndex(first).setCount(count)
          .setHeight(SIDE).setWidth(SIDE).setChannels(1).setPixels(pixels).build());
    }
    observer.onCompleted();
  }

  private static byte[] noise(long seed, long index) {
    byte[] pixels = new byte[SIDE * SIDE];
    new Random(seed * 31 + index).nextBytes(pixels);
    return pixels;
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
