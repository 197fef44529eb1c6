package org.improvedgan.evaluator;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.Split;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;

/** A sampler that speaks the real protocol; its images are drawn digits, chosen by checkpoint, seed and index. */
public final class FakeSampler extends SamplerGrpc.SamplerImplBase implements AutoCloseable {

  private static final Images DIGITS =
      Datasets.load("drawn-digits", Split.TEST, DataLocation.fromEnvironment()).images();
  private static final ImageShape SHAPE = DIGITS.shape();
  /** Does not divide the evaluator's batches. */
  private static final int MESSAGE = 37;

  private final Map<String, String> generators = new ConcurrentHashMap<>();
  private final Map<String, Status> failures = new ConcurrentHashMap<>();
  private final Map<String, Integer> breaks = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
  private final List<SampleRequest> requests = new CopyOnWriteArrayList<>();
  private final Server server;

  public FakeSampler(int port) {
    try {
      server = Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create()).addService(this).build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getPort();
  }

  /** From now on it serves this checkpoint. */
  public FakeSampler serve(String checkpoint, String generatorSha256) {
    generators.put(checkpoint, generatorSha256);
    return this;
  }

  /** Each request for this checkpoint fails so. */
  public FakeSampler fail(String checkpoint, Status status) {
    failures.put(checkpoint, status);
    return this;
  }

  /** The first stream of this checkpoint breaks after so many images. */
  public FakeSampler breakOnce(String checkpoint, int images) {
    breaks.put(checkpoint, images);
    return this;
  }

  /** Streams of this checkpoint stop after their first message until {@link #release}. */
  public FakeSampler hold(String checkpoint) {
    held.put(checkpoint, new CountDownLatch(1));
    return this;
  }

  public void release(String checkpoint) {
    held.remove(checkpoint).countDown();
  }

  /** All requests for a checkpoint so far. */
  public List<SampleRequest> requests(String checkpoint) {
    return requests.stream().filter(request -> request.getCheckpoint().equals(checkpoint)).toList();
  }

  /** Image {@code index} of a checkpoint and seed. */
  public static byte[] image(String checkpoint, long seed, long index) {
    SplittableRandom random = new SplittableRandom(checkpoint.hashCode() * 31L + seed * 1_000_003 + index * 7919);
    return DIGITS.image(random.nextInt(DIGITS.count()));
  }

  /** The first images of a checkpoint and seed. */
  public static Images images(String checkpoint, long seed, int count) {
    return new Images(SHAPE, count, pixels(checkpoint, seed, 0, count));
  }

  @Override
  public void sample(SampleRequest request, StreamObserver<SampleResponse> observer) {
    requests.add(request);
    String checkpoint = request.getCheckpoint();
    Status failure = generators.containsKey(checkpoint)
        ? failures.get(checkpoint)
        : Status.NOT_FOUND.withDescription("No checkpoint " + checkpoint + ".");
    if (failure != null) {
      observer.onError(failure.asRuntimeException());
      return;
    }
    Integer breakAfter = breaks.remove(checkpoint);
    int end = breakAfter == null ? request.getCount() : breakAfter;
    for (int sent = 0; sent < end; sent += MESSAGE) {
      observer.onNext(message(request, request.getFirstIndex() + sent, Math.min(MESSAGE, end - sent)));
      awaitRelease(checkpoint);
    }
    if (breakAfter == null) {
      observer.onCompleted();
    } else {
      observer.onError(Status.UNAVAILABLE.withDescription("The connection broke.").asRuntimeException());
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitRelease(String checkpoint) {
    CountDownLatch latch = held.get(checkpoint);
    try {
      if (latch != null && !latch.await(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("Nobody released " + checkpoint);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private SampleResponse message(SampleRequest request, long first, int count) {
    return SampleResponse.newBuilder()
        .setCheckpointId(request.getCheckpoint())
        .setGeneratorSha256(generators.get(request.getCheckpoint()))
        .setFirstIndex(first)
        .setCount(count)
        .setHeight(SHAPE.height())
        .setWidth(SHAPE.width())
        .setChannels(SHAPE.channels())
        .setPixels(ByteString.copyFrom(pixels(request.getCheckpoint(), request.getSeed(), first, count)))
        .build();
  }

  private static byte[] pixels(String checkpoint, long seed, long first, int count) {
    byte[] pixels = new byte[count * SHAPE.size()];
    for (int i = 0; i < count; i++) {
      System.arraycopy(image(checkpoint, seed, first + i), 0, pixels, i * SHAPE.size(), SHAPE.size());
    }
    return pixels;
  }
}
