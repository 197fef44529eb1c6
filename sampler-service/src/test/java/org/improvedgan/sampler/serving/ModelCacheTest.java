package org.improvedgan.sampler.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.images.ImageShape;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.OnnxGenerator;
import org.improvedgan.inference.TestModels;
import org.improvedgan.sampler.TestCheckpoints;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelCacheTest {

  private static final ImageShape SHAPE = new ImageShape(4, 4, 1);

  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final Map<String, Model> models = new HashMap<>();
  private final CountDownLatch go = new CountDownLatch(1);
  private int loads;
  private final ModelCache cache = new ModelCache(2, this::load, executor);

  /** Runs on the executor's one thread. */
  private Model load(CheckpointManifest manifest) {
    loads++;
    if (manifest.getEpoch() == 13) {
      throw new IllegalStateException("broken");
    }
    OnnxGenerator generator = OnnxGenerator.load(
        TestModels.generator(manifest.getEpoch(), 3, SHAPE), LatentKind.NORMAL, 3, SHAPE, 1);
    Model model = new Model(manifest, "sha of " + manifest.getEpoch(), generator);
    models.put(manifest.getCheckpointId(), model);
    return model;
  }

  private static CheckpointManifest manifest(int epoch) {
    return TestCheckpoints.manifest("run", epoch);
  }

  private boolean closed(int epoch) {
    return models.get(manifest(epoch).getCheckpointId()).isClosed();
  }

  private void use(int epoch) {
    cache.acquire(manifest(epoch)).join().close();
  }

  @Test
  void aModelThatIsLoadedAtOnceIsKept() {
    try (ModelCache inline = new ModelCache(2, this::load, Runnable::run)) {
      inline.acquire(manifest(1)).join().close();
      assertThat(inline.contains(manifest(1).getCheckpointId())).isTrue();
      assertThatThrownBy(() -> inline.acquire(manifest(13)).join()).isInstanceOf(CompletionException.class);
      assertThat(inline.size()).isEqualTo(1);
      assertThat(loads).isEqualTo(2);
    }
  }

  @AfterEach
  void stop() {
    cache.close();
    executor.shutdown();
  }

  @Test
  void theOneThatWasUsedLongestAgoMakesRoom() {
    use(1);
    use(2);
    use(1);
    use(3);
    assertThat(cache.contains(manifest(1).getCheckpointId())).isTrue();
    assertThat(cache.contains(manifest(2).getCheckpointId())).isFalse();
    assertThat(closed(2)).isTrue();
    assertThat(cache.size()).isEqualTo(2);
    use(2);
    assertThat(loads).isEqualTo(4);
  }

  @Test
  void theOneToKeepStays() {
    use(1);
    cache.keep(manifest(1).getCheckpointId());
    for (int epoch = 2; epoch < 6; epoch++) {
      use(epoch);
    }
    assertThat(closed(1)).isFalse();
    assertThat(cache.contains(manifest(5).getCheckpointId())).isTrue();
  }

  @Test
  void anEvictedModelServesItsCallsToTheEnd() {
    Lease lease = cache.acquire(manifest(1)).join();
    use(2);
    use(3);
    assertThat(cache.contains(manifest(1).getCheckpointId())).isFalse();
    assertThat(closed(1)).isFalse();
    assertThat(lease.generator().generate(1, 0, 5).count()).isEqualTo(5);
    lease.close();
    lease.close();
    assertThat(closed(1)).isTrue();
  }

  @Test
  void manyWhoAskAtOnceShareOneLoading() {
    executor.execute(() -> {
      try {
        go.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    CompletableFuture<Lease> first = cache.acquire(manifest(1));
    CompletableFuture<Lease> second = cache.acquire(manifest(1));
    assertThat(first).isNotDone();
    go.countDown();
    first.join().close();
    assertThat(second.join().generatorSha256()).isEqualTo("sha of 1");
    assertThat(loads).isEqualTo(1);
  }

  @Test
  void aFailureReachesTheCallerAndIsNotRemembered() {
    assertThatThrownBy(() -> use(13)).isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> use(13)).isInstanceOf(CompletionException.class);
    assertThat(loads).isEqualTo(2);
    assertThat(cache.size()).isZero();
  }

  @Test
  void aCheckpointThatWasPublishedAgainIsLoadedAgain() {
    use(1);
    Model before = models.get(manifest(1).getCheckpointId());
    cache.acquire(manifest(1).toBuilder().setIteration(77).build()).join().close();
    assertThat(before.isClosed()).isTrue();
    assertThat(loads).isEqualTo(2);
  }

  @Test
  void aCheckpointThatIsRemovedWhileItLoadsIsClosed() {
    executor.execute(() -> {
      try {
        go.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    CompletableFuture<Lease> lease = cache.acquire(manifest(1));
    cache.remove(manifest(1).getCheckpointId());
    go.countDown();
    // The caller still gets what it asked for, freshly loaded if need be.
    lease.join().close();
    cache.remove(manifest(1).getCheckpointId());
    assertThat(closed(1)).isTrue();
    assertThat(cache.size()).isZero();
  }
}
