package org.improvedgan.benchmarks.load;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.improvedgan.sampler.v1.ImageFormat;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;

/**
 * Calls of one image at a fixed rate, whether or not earlier ones have been answered. A call's time counts from the
 * moment it was due: where the server, or this client, falls behind, that shows.
 */
final class OpenLoop implements AutoCloseable {
  private final ManagedChannel channel;

  /** @param port of a sampler on this machine */
  OpenLoop(int port) {
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().directExecutor().build();
  }

  /**
   * What became of the calls.
   *
   * @param offered calls/s
   * @param held answered calls/s, until the last answer
   * @param refused calls that were refused or broke
   * @param sortedNanos the answered ones' times, ascending
   */
  record Outcome(double offered, double held, int refused, long[] sortedNanos) {

    /** Whether at least 95 % of the offered calls were answered at the pace at which they came. */
    boolean sustained() {
      return held >= 0.95 * offered;
    }
  }

  Outcome run(double perSecond, double seconds) throws InterruptedException {
    int count = (int) (perSecond * seconds);
    long[] nanos = new long[count];
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    CountDownLatch open = new CountDownLatch(count);
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = start + (long) (i * 1e9 / perSecond);
      long left = due - System.nanoTime();
      if (left > 0) {
        TimeUnit.NANOSECONDS.sleep(left);
      }
      call(i, due, nanos, answered, refused, open);
    }
    open.await();
    double took = (System.nanoTime() - start) / 1e9;
    long[] sorted = Arrays.copyOf(nanos, answered.get());
    Arrays.sort(sorted);
    return new Outcome(perSecond, answered.get() / took, refused.get(), sorted);
  }

  private void call(int index, long due, long[] nanos, AtomicInteger answered, AtomicInteger refused,
      CountDownLatch open) {
    SampleRequest request = SampleRequest.newBuilder().setSeed(1).setFirstIndex(index).setCount(1)
        .setFormat(ImageFormat.UINT8).build();
    ClientCalls.asyncServerStreamingCall(channel.newCall(SamplerGrpc.getSampleMethod(), CallOptions.DEFAULT), request,
        new StreamObserver<SampleResponse>() {
          @Override
          public void onNext(SampleResponse response) {
            // Its time ends with the status.
          }

          @Override
          public void onError(Throwable failure) {
            refused.incrementAndGet();
            open.countDown();
          }

          @Override
          public void onCompleted() {
            nanos[answered.getAndIncrement()] = System.nanoTime() - due;
            open.countDown();
          }
        });
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
