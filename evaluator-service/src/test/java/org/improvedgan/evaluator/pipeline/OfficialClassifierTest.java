package org.improvedgan.evaluator.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.core.ConditionFactory;
import org.improvedgan.evaluator.Broker;
import org.improvedgan.evaluator.FakeSampler;
import org.improvedgan.evaluator.TestData;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.inference.BundledClassifiers;
import org.improvedgan.inference.ModelException;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.kafka.local.LocalKafka;
import org.junit.jupiter.api.Test;

/** A dataset without a bundled classifier, on a machine where the official one has to be brought by hand. */
class OfficialClassifierTest {

  private static final String BY_HAND = "The official Inception is not on this machine: put it there.";

  @Test
  void itIsWaitedForInSightAndWithoutLosingTheGroup() throws Exception {
    AtomicBoolean there = new AtomicBoolean();
    try (LocalKafka kafka = LocalKafka.startTemporary(); FakeSampler sampler = new FakeSampler(0);
        OnnxClassifier reference = BundledClassifiers.forDataset("mnist", 1);
        Instance instance = Instance.start(kafka.bootstrapServers(), sampler.port(),
            Map.of("max.poll.interval.ms", "3000"), listener -> {
          if (!there.get()) {
            throw new ModelException(BY_HAND);
          }
          return BundledClassifiers.forDataset("mnist", 1);
        })) {
      patiently().until(() -> instance.pipeline.trouble().isEmpty());
      try (Broker broker = new Broker(kafka.bootstrapServers())) {
        CheckpointManifest manifest = landscapes();
        sampler.serve(manifest.getCheckpointId(), TestData.generatorSha256(manifest.getCheckpointId()));
        broker.announce(manifest);

        patiently().until(() -> instance.progress.preparing().filter(BY_HAND::equals).isPresent());
        // At every moment of longer than the group waits for a poll.
        await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(6)).untilAsserted(() -> {
          assertThat(broker.shares("evaluator")).containsExactly(1);
          assertThat(instance.gauge("evaluator.waiting")).isEqualTo(1);
          assertThat(instance.pipeline.trouble()).isEmpty();
        });

        there.set(true);
        patiently().until(() -> !broker.evaluations(manifest.getCheckpointId()).isEmpty());
        assertThat(broker.evaluations(manifest.getCheckpointId())).singleElement().satisfies(evaluation ->
            assertThat(evaluation.getInceptionScore().getMean())
                .isEqualTo(TestData.score(reference, manifest.getCheckpointId(), 1, 1000, 10).mean()));
        assertThat(instance.gauge("evaluator.waiting")).isZero();
      }
    }
  }

  /** Announced with three channels, as the official classifier needs them; the sampler's images are what they are. */
  private static CheckpointManifest landscapes() {
    CheckpointManifest manifest = TestData.manifest("landscapes", 1);
    return manifest.toBuilder().setDataset("landscapes")
        .setImageShape(manifest.getImageShape().toBuilder().setChannels(3)).build();
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
  }
}
