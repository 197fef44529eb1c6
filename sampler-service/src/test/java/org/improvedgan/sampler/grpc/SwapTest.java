package org.improvedgan.sampler.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.OnnxGenerator;
import org.improvedgan.inference.TestModels;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.SamplerClient;
import org.improvedgan.sampler.SamplerPort;
import org.improvedgan.sampler.TestCheckpoints;
import org.improvedgan.sampler.UsedMemory;
import org.improvedgan.sampler.serving.Checkpoints;
import org.improvedgan.sampler.serving.Choice;
import org.improvedgan.sampler.serving.Lease;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.junit.jupiter.api.Test;

/** A new checkpoint every second while clients ask for the latest one. {@code -Dgan.test.swaps=60} makes it a minute. */
@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
class SwapTest {

  private static final String RUN = "swap-test";
  private static final int SWAPS = Integer.getInteger("gan.test.swaps", 10);
  private static final int KEPT = 3;
  private static final int CLIENTS = 4;
  private static final int IMAGES = 300;
  private static final int SEED = 5;
  private static final double BOUND_MIB = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject
  Checkpoints checkpoints;

  private final Map<String, byte[]> expected = new ConcurrentHashMap<>();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Map<String, OnnxGenerator> generators = new HashMap<>();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile boolean done;

  @Test
  void everyAnswerIsOfTheCheckpointItNames() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (SamplerClient client = new SamplerClient(); TestCheckpoints run = client.run(RUN, KEPT)) {
      publish(run, 1);
      awaitLatest(client, 1);
      List<Future<?>> asking = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        asking.add(clients.submit(this::askAgainAndAgain));
      }
      double before = 0;
      for (int epoch = 2; epoch <= SWAPS + 1; epoch++) {
        long next = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        String id = publish(run, epoch);
        try (Lease lease = checkpoints.acquire(new Choice(id, "", "")).join()) {
          generators.put(id, lease.generator());
        }
        TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
        if (epoch == 4) {
          before = UsedMemory.mib();
        }
      }
      awaitLatest(client, SWAPS + 1);
      done = true;
      for (Future<?> one : asking) {
        one.get(30, TimeUnit.SECONDS);
      }
      assertThat(generators.keySet().stream().filter(checkpoints::isLoaded)).hasSizeLessThanOrEqualTo(KEPT);
      assertThat(seen).as("checkpoints that answered").hasSizeGreaterThan(SWAPS / 2);
      assertThat(calls.get()).isGreaterThan(SWAPS * CLIENTS);
      assertThat(UsedMemory.mib() - before).as("MiB more than after three swaps").isLessThan(BOUND_MIB);
      generators.forEach((id, generator) -> {
        if (!checkpoints.isLoaded(id)) {
          assertThatThrownBy(() -> generator.generate(1, 0, 1)).as(id).hasMessageContaining("closed");
        }
      });
    } finally {
      done = true;
      clients.shutdownNow();
    }
  }

  private String publish(TestCheckpoints run, int epoch) {
    byte[] onnx = TestModels.generator(epoch, TestModels.LATENT, TestModels.DIGIT, 64);
    try (OnnxGenerator direct =
        OnnxGenerator.load(onnx, LatentKind.UNIFORM_0_1, TestModels.LATENT, TestModels.DIGIT, 1)) {
      expected.put(CheckpointBundle.id(RUN, epoch), direct.generate(SEED, 0, IMAGES).pixels());
    }
    return run.publish(epoch, onnx);
  }

  private static void awaitLatest(SamplerClient client, int epoch) {
    await().atMost(PATIENCE).ignoreExceptions().until(() -> client.sample(request(1)).get(0).getCheckpointId()
        .equals(CheckpointBundle.id(RUN, epoch)));
  }

  private static SampleRequest request(int count) {
    return SampleRequest.newBuilder().setRunId(RUN).setSeed(SEED).setCount(count).build();
  }

  private void askAgainAndAgain() {
    try (SamplerClient client = new SamplerClient()) {
      while (!done) {
        List<SampleResponse> answer = client.sample(request(IMAGES));
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        answer.forEach(message -> pixels.writeBytes(message.getPixels().toByteArray()));
        String id = answer.get(0).getCheckpointId();
        assertThat(answer).extracting(SampleResponse::getCheckpointId).containsOnly(id);
        assertThat(pixels.toByteArray()).as("images of %s", id).isEqualTo(expected.get(id));
        seen.add(id);
        calls.incrementAndGet();
      }
    }
  }
}
