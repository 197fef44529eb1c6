package org.improvedgan.sampler.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.inference.Classes;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.Latents;
import org.improvedgan.inference.ModelException;
import org.improvedgan.inference.OnnxGenerator;
import org.improvedgan.inference.SeedLatents;
import org.improvedgan.inference.TestModels;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.SamplingException.Kind;
import org.improvedgan.sampler.serving.Lease;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One thread works, and a first request holds it up until everything else has been queued. */
@Timeout(60)
class BatcherTest {

  private static final ImageShape SHAPE = new ImageShape(4, 4, 1);
  private static final int SLOTS = 16;

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final OnnxGenerator generator = generator(1);
  private final OnnxGenerator other = generator(2);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<String> order = Collections.synchronizedList(new ArrayList<>());
  private Batcher batcher = new Batcher(1, Duration.ZERO, 1000, new BatchMetrics(metrics));

  private static OnnxGenerator generator(int seed) {
    return OnnxGenerator.load(TestModels.generator(seed, 3, SHAPE), LatentKind.NORMAL, 3, SHAPE, 1);
  }

  @AfterEach
  void stop() {
    gate.countDown();
    batcher.stop();
    generator.close();
    other.close();
  }

  private static Lease lease(OnnxGenerator generator) {
    return new Lease() {
      @Override
      public CheckpointManifest manifest() {
        return CheckpointManifest.getDefaultInstance();
      }

      @Override
      public String generatorSha256() {
        return "";
      }

      @Override
      public OnnxGenerator generator() {
        return generator;
      }

      @Override
      public void close() {
      }
    };
  }

  private static Latents rows(long seed, int count) {
    return new SeedLatents(LatentKind.NORMAL, seed, 0, count, 0, Classes.NONE);
  }

  /** Rows that do something before they are filled. */
  private static Latents rows(long seed, int count, Runnable before) {
    Latents rows = rows(seed, count);
    return new Latents() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public void fill(int row, float[] z) {
        before.run();
        rows.fill(row, z);
      }
    };
  }

  private CompletableFuture<Images> submit(String name, OnnxGenerator model, long seed, int count) {
    return batcher.submit(lease(model), rows(seed, count), () -> false).whenComplete((done, e) -> order.add(name));
  }

  /** Occupies the one thread until the gate opens. */
  private CompletableFuture<Images> holdUp() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Images> held = batcher.submit(lease(generator), rows(0, 1, () -> {
      begun.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }), () -> false);
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    return held;
  }

  private long runs() {
    return metrics.get("gan.sampler.run").timer().count();
  }

  @Test
  void manySmallCallsShareARun() throws Exception {
    CompletableFuture<Images> held = holdUp();
    List<CompletableFuture<Images>> calls = new ArrayList<>();
    for (int seed = 0; seed < 40; seed++) {
      calls.add(submit("small", generator, seed, 1));
    }
    gate.countDown();
    held.join();
    for (int seed = 0; seed < 40; seed++) {
      assertThat(calls.get(seed).join()).isEqualTo(generator.generate(seed, 0, 1));
    }
    // 40 rows in runs of 16, and the one that held it up.
    assertThat(runs()).isEqualTo(4);
    assertThat(metrics.get("gan.sampler.images").counter().count()).isEqualTo(41);
  }

  @Test
  void aLargeRequestDoesNotHoldUpSmallOnes() throws Exception {
    CompletableFuture<Images> held = holdUp();
    CompletableFuture<Images> large = submit("large", generator, 7, 50 * SLOTS);
    List<CompletableFuture<Images>> small = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      small.add(submit("small" + i, generator, i, 1));
    }
    gate.countDown();
    held.join();
    assertThat(large.join()).isEqualTo(generator.generate(7, 0, 50 * SLOTS));
    assertThat(order).containsExactly("small0", "small1", "small2", "large");
    // The large one had the slots that the small ones left: nothing was run for their sake alone.
    assertThat(runs()).isEqualTo(1 + 50 + 1);
  }

  @Test
  void modelsTakeTurns() throws Exception {
    CompletableFuture<Images> held = holdUp();
    CompletableFuture<Images> large = submit("large", generator, 7, 50 * SLOTS);
    CompletableFuture<Images> elsewhere = submit("other", other, 7, 2 * SLOTS);
    gate.countDown();
    held.join();
    assertThat(elsewhere.join()).isEqualTo(other.generate(7, 0, 2 * SLOTS));
    large.join();
    assertThat(order).containsExactly("other", "large");
  }

  @Test
  void theWorkOfACallerThatIsGoneIsDropped() throws Exception {
    CompletableFuture<Images> held = holdUp();
    AtomicBoolean gone = new AtomicBoolean();
    CompletableFuture<Images> left = batcher.submit(lease(generator), rows(1, 900), gone::get);
    CompletableFuture<Images> stays = submit("stays", generator, 2, 1);
    gone.set(true);
    gate.countDown();
    held.join();
    assertThatThrownBy(left::join).isInstanceOf(CancellationException.class);
    assertThat(stays.join().count()).isEqualTo(1);
    assertThat(runs()).isEqualTo(2);
    assertThat(metrics.get("gan.sampler.dropped").counter().count()).isEqualTo(1);
    assertThat(metrics.get("gan.sampler.queue").gauge().value()).isZero();
  }

  @Test
  void aFullQueueRefusesNewRequestsButNotTheRestOfOldOnes() throws Exception {
    CompletableFuture<Images> held = holdUp();
    CompletableFuture<Images> fills = submit("fills", generator, 1, 1000);
    CompletableFuture<Images> refused = submit("refused", generator, 2, 1);
    assertThatThrownBy(refused::join).isInstanceOf(CompletionException.class)
        .cause().isInstanceOfSatisfying(SamplingException.class, e -> {
          assertThat(e.kind()).isEqualTo(Kind.BUSY);
          assertThat(e).hasMessage("1000 images are waiting to be generated already; try again in a moment.");
        });
    CompletableFuture<Images> rest = batcher.submitMore(lease(generator), rows(3, 1), () -> false);
    gate.countDown();
    held.join();
    assertThat(fills.join().count()).isEqualTo(1000);
    assertThat(rest.join().count()).isEqualTo(1);
    assertThat(metrics.get("gan.sampler.queue").gauge().value()).isZero();
    assertThat(submit("again", generator, 2, 1).join().count()).isEqualTo(1);
  }

  @Test
  void aRunThatFailsFailsThoseWhoShareItAndNobodyElse() throws Exception {
    CompletableFuture<Images> held = holdUp();
    CompletableFuture<Images> bad = batcher.submit(lease(generator), rows(1, 3 * SLOTS, () -> {
      throw new ModelException("The generator fails when it runs: broken.");
    }), () -> false);
    CompletableFuture<Images> elsewhere = submit("other", other, 2, 5);
    gate.countDown();
    held.join();
    assertThatThrownBy(bad::join).hasCauseInstanceOf(ModelException.class);
    assertThat(elsewhere.join().count()).isEqualTo(5);
    assertThat(submit("after", generator, 2, 5).join()).isEqualTo(generator.generate(2, 0, 5));
    assertThat(metrics.get("gan.sampler.queue").gauge().value()).isZero();
  }

  @Test
  void aRunWaitsForCompanyOnlyAsLongAsItMay() {
    batcher.stop();
    batcher = new Batcher(1, Duration.ofSeconds(20), 1000, new BatchMetrics(new SimpleMeterRegistry()));
    List<CompletableFuture<Images>> calls = new ArrayList<>();
    for (int seed = 0; seed < SLOTS; seed++) {
      assertThat(calls).noneMatch(CompletableFuture::isDone);
      calls.add(submit("small", generator, seed, 1));
    }
    // The sixteenth fills the run, long before the time is up.
    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).orTimeout(10, TimeUnit.SECONDS).join();
    batcher.stop();
    batcher = new Batcher(1, Duration.ofMillis(50), 1000, new BatchMetrics(new SimpleMeterRegistry()));
    assertThat(submit("alone", generator, 1, 1).orTimeout(10, TimeUnit.SECONDS).join().count()).isEqualTo(1);
  }

  @Test
  void nothingIsAlsoAnAnswer() {
    assertThat(submit("none", generator, 1, 0).join().count()).isZero();
  }
}
