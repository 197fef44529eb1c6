package org.improvedgan.benchmarks.sampler;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.sampler.v1.ImageFormat;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;

/**
 * The client of both servers, on one connection. It takes little of the processors that it shares with them: answers
 * come on the connection's own thread, which also makes the next call.
 */
public final class Client implements AutoCloseable {
  /** As the contract has it. */
  public static final MethodDescriptor<SampleRequest, SampleResponse> SAMPLE = SamplerGrpc.getSampleMethod();
  /** One image as a unary method, which the peer has. */
  static final MethodDescriptor<SampleRequest, SampleResponse> SAMPLE_ONE = SAMPLE.toBuilder()
      .setType(MethodDescriptor.MethodType.UNARY)
      .setFullMethodName(MethodDescriptor.generateFullMethodName(SAMPLE.getServiceName(), "SampleOne"))
      .build();

  private final ManagedChannel channel;

  /** @param port of a server on this machine */
  public Client(int port) {
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().directExecutor().build();
  }

  /**
   * What {@link #calls} saw.
   *
   * @param seconds from the first call to the last answer
   * @param sortedNanos how long each call took until its status came, in ascending order
   */
  public record Calls(double seconds, long[] sortedNanos) {

    /** Answered calls/s. */
    public double perSecond() {
      return sortedNanos.length / seconds;
    }

    /** The duration that {@code share} of the calls did not exceed, ms. */
    double percentileMs(double share) {
      return sortedNanos[Math.max(0, (int) Math.ceil(share * sortedNanos.length) - 1)] / 1e6;
    }
  }

  /** Makes {@code count} calls of one image each, always {@code inFlight} at the same time. */
  public Calls calls(MethodDescriptor<SampleRequest, SampleResponse> method, int count, int inFlight) {
    long[] nanos = new long[count];
    AtomicInteger begun = new AtomicInteger();
    long start = System.nanoTime();
    finish(IntStream.range(0, inFlight).mapToObj(i -> new Lane(method, nanos, begun)).map(Lane::start).toList());
    double seconds = (System.nanoTime() - start) / 1e9;
    Arrays.sort(nanos);
    return new Calls(seconds, nanos);
  }

  /** Reads so many images in streams of equal length at the same time; returns the seconds that took. */
  public double streams(int images, int streams) {
    long start = System.nanoTime();
    finish(IntStream.range(0, streams).mapToObj(i -> new Images(i, 0, images / streams, false))
        .map(stream -> stream.start(SAMPLE).thenApply(bytes -> null)).toList());
    return (System.nanoTime() - start) / 1e9;
  }

  /** The pixels of some images. */
  public byte[] pixels(MethodDescriptor<SampleRequest, SampleResponse> method, long seed, long first, int count) {
    CompletableFuture<byte[]> pixels = new Images(seed, first, count, true).start(method);
    finish(List.of(pixels));
    return pixels.join();
  }

  /** Whether one image can be had. */
  boolean serves() {
    try {
      pixels(SAMPLE, 0, 0, 1);
      return true;
    } catch (BenchmarkException e) {
      return false;
    }
  }

  private static <T> void finish(List<CompletableFuture<T>> all) {
    try {
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      String why = e.getCause() instanceof StatusRuntimeException failed ? failed.getStatus().toString()
          : String.valueOf(e.getCause());
      throw new BenchmarkException("A call failed: " + why);
    }
  }

  private static SampleRequest request(long seed, long first, int count) {
    return SampleRequest.newBuilder().setSeed(seed).setFirstIndex(first).setCount(count).setFormat(ImageFormat.UINT8)
        .build();
  }

  /** Calls of one image, one after the other. */
  private final class Lane implements StreamObserver<SampleResponse> {
    private final MethodDescriptor<SampleRequest, SampleResponse> method;
    private final long[] nanos;
    private final AtomicInteger begun;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private int call;
    private int images;
    private long start;

    Lane(MethodDescriptor<SampleRequest, SampleResponse> method, long[] nanos, AtomicInteger begun) {
      this.method = method;
      this.nanos = nanos;
      this.begun = begun;
    }

    CompletableFuture<Void> start() {
      call = begun.getAndIncrement();
      if (call >= nanos.length) {
        end.complete(null);
        return end;
      }
      images = 0;
      start = System.nanoTime();
      ClientCalls.asyncServerStreamingCall(channel.newCall(method, CallOptions.DEFAULT), request(1, call, 1), this);
      return end;
    }

    @Override
    public void onNext(SampleResponse response) {
      images += response.getCount();
    }

    @Override
    public void onError(Throwable failure) {
      end.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      nanos[call] = System.nanoTime() - start;
      if (images == 1) {
        start();
      } else {
        end.completeExceptionally(Status.INTERNAL.withDescription(images + " images for one").asRuntimeException());
      }
    }
  }

  /** One stream of images. */
  private final class Images implements StreamObserver<SampleResponse> {
    private final long seed;
    private final long first;
    private final int count;
    private final ByteArrayOutputStream pixels;
    private final CompletableFuture<byte[]> end = new CompletableFuture<>();
    private final List<Integer> counts = new ArrayList<>();

    /** @param keep whether the pixels are wanted */
    Images(long seed, long first, int count, boolean keep) {
      this.seed = seed;
      this.first = first;
      this.count = count;
      pixels = keep ? new ByteArrayOutputStream() : null;
    }

    CompletableFuture<byte[]> start(MethodDescriptor<SampleRequest, SampleResponse> method) {
      ClientCalls.asyncServerStreamingCall(
          channel.newCall(method, CallOptions.DEFAULT), request(seed, first, count), this);
      return end;
    }

    @Override
    public void onNext(SampleResponse response) {
      counts.add(response.getCount());
      if (pixels != null) {
        pixels.writeBytes(response.getPixels().toByteArray());
      }
    }

    @Override
    public void onError(Throwable failure) {
      end.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      int received = counts.stream().mapToInt(Integer::intValue).sum();
      if (received == count) {
        end.complete(pixels == null ? new byte[0] : pixels.toByteArray());
      } else {
        end.completeExceptionally(
            Status.INTERNAL.withDescription(received + " images for " + count).asRuntimeException());
      }
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
