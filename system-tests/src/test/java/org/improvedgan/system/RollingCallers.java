package org.improvedgan.system;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.improvedgan.sampler.client.SamplerAccess;
import org.improvedgan.sampler.client.SamplerChannel;
import org.improvedgan.sampler.v1.ImageFormat;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;

/** Clients of several samplers that call without a pause, over the channel of this project's own programs. */
final class RollingCallers implements AutoCloseable {

  /** A few images, and so many that the stream goes on for a while. */
  static final SampleRequest SMALL = request(3);
  static final SampleRequest LONG = request(4_000);

  private final ManagedChannel channel;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger small = new AtomicInteger();
  private final AtomicInteger streams = new AtomicInteger();
  private final ConcurrentHashMap<SampleRequest, Integer> digests = new ConcurrentHashMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean done;

  /** @param addresses {@code HOST:PORT,HOST:PORT} */
  RollingCallers(String addresses) {
    channel = SamplerChannel.open(addresses, new NoAccess());
    for (SampleRequest request : List.of(SMALL, SMALL, SMALL, LONG, LONG)) {
      Thread thread = new Thread(() -> callAgainAndAgain(request), "caller");
      thread.start();
      threads.add(thread);
    }
  }

  private static SampleRequest request(int count) {
    return SampleRequest.newBuilder().setCheckpoint("latest").setSeed(5).setCount(count).setFormat(ImageFormat.UINT8)
        .build();
  }

  /** Calls of a few images that were answered. */
  int small() {
    return small.get();
  }

  /** Streams that were read to the end. */
  int streams() {
    return streams.get();
  }

  /** A sentence for each call that failed, or gave other images than the same call before. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  private void callAgainAndAgain(SampleRequest request) {
    while (!done) {
      try {
        check(request, SamplerGrpc.newBlockingStub(channel).sample(request));
        (request == SMALL ? small : streams).incrementAndGet();
      } catch (StatusRuntimeException e) {
        failures.add(request.getCount() + " images: " + e.getStatus());
      }
    }
  }

  private void check(SampleRequest request, Iterator<SampleResponse> messages) {
    int images = 0;
    int digest = 0;
    while (messages.hasNext()) {
      SampleResponse message = messages.next();
      if (message.getFirstIndex() != images) {
        failures.add("Image " + message.getFirstIndex() + " came after " + images + " images.");
      }
      images += message.getCount();
      digest = 31 * digest + Arrays.hashCode(message.getPixels().toByteArray());
    }
    if (images != request.getCount()) {
      failures.add(images + " images came for " + request.getCount() + ".");
    }
    Integer first = digests.putIfAbsent(request, digest);
    if (first != null && first != digest) {
      failures.add("The same request has got other images.");
    }
  }

  /** Lets the calls end and makes no more. */
  void finish() throws InterruptedException {
    done = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public void close() {
    done = true;
    channel.shutdownNow();
  }

  private record NoAccess() implements SamplerAccess {
    @Override
    public Optional<Boolean> tls() {
      return Optional.empty();
    }

    @Override
    public Optional<Path> ca() {
      return Optional.empty();
    }

    @Override
    public Optional<Path> certificate() {
      return Optional.empty();
    }

    @Override
    public Optional<Path> key() {
      return Optional.empty();
    }

    @Override
    public Optional<Path> tokenFile() {
      return Optional.empty();
    }
  }
}
