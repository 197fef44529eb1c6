package org.improvedgan.system.faults;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.sampler.v1.ImageFormat;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;

/**
 * A client that goes on asking the samplers for images, and compares: those of one generator, seed and index are the
 * same bytes whenever they come, whichever sampler they come from. Refusals are counted, and not held against anybody.
 */
final class Sampling implements AutoCloseable {

  private static final int SEEDS = 3;
  private static final int IMAGES = 16;
  private static final long PAUSE_MS = 150;

  private final ManagedChannel channel;
  private final Supplier<List<CheckpointManifest>> live;
  private final Random random;
  private final Map<String, String> digests = new ConcurrentHashMap<>();
  private final Set<String> differences = ConcurrentHashMap.newKeySet();
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger compared = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private final Thread thread = new Thread(this::work, "sampling");
  private volatile boolean stopped;

  /** @param live the checkpoints that can be asked for */
  Sampling(String target, Supplier<List<CheckpointManifest>> live, long seed) {
    this.channel = ManagedChannelBuilder.forTarget(target).usePlaintext().build();
    this.live = live;
    this.random = new Random(seed);
    thread.setDaemon(true);
    thread.start();
  }

  /** Answers that were not the same as before. */
  Set<String> differences() {
    return differences;
  }

  int answers() {
    return answers.get();
  }

  /** Answers of which there was an earlier one to compare with. */
  int compared() {
    return compared.get();
  }

  int refusals() {
    return refusals.get();
  }

  @Override
  public void close() {
    stopped = true;
    channel.shutdownNow();
  }

  private void work() {
    while (!stopped) {
      List<CheckpointManifest> known = live.get();
      if (!known.isEmpty()) {
        // The newest ones lie in memory.
        ask(known.get(known.size() - 1 - random.nextInt(Math.min(known.size(), Site.KEEP_LAST))));
      }
      pause();
    }
  }

  private void ask(CheckpointManifest checkpoint) {
    long seed = random.nextInt(SEEDS);
    int first = IMAGES * random.nextInt(2);
    String generator = "";
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Iterator<SampleResponse> responses = SamplerGrpc.newBlockingStub(channel)
          .withDeadlineAfter(Duration.ofSeconds(10))
          .sample(SampleRequest.newBuilder().setCheckpoint(checkpoint.getCheckpointId()).setSeed(seed)
              .setFirstIndex(first).setCount(IMAGES).setFormat(ImageFormat.UINT8).build());
      while (responses.hasNext()) {
        SampleResponse response = responses.next();
        generator = response.getGeneratorSha256();
        digest.update(response.getPixels().toByteArray());
      }
      compare(generator + "/" + seed + "/" + first, HexFormat.of().formatHex(digest.digest()));
    } catch (StatusRuntimeException e) {
      refusals.incrementAndGet();
      channel.resetConnectBackoff();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void compare(String what, String digest) {
    answers.incrementAndGet();
    String before = digests.putIfAbsent(what, digest);
    if (before != null) {
      compared.incrementAndGet();
      if (!before.equals(digest)) {
        differences.add("The images of generator/seed/index " + what + " were other bytes before.");
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
