package org.improvedgan.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.improvedgan.trainer.Broker.request;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.checkpoints.CheckpointPublisher;
import org.improvedgan.checkpoints.CheckpointReader;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.TrainingProgressed;
import org.improvedgan.events.v1.TrainingProgressed.State;
import org.improvedgan.kafka.local.LocalKafka;
import org.improvedgan.service.KafkaSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A run from its request to its last epoch, with what may come between, on a real broker. */
class TrainingJobTest {
  private static final IntConsumer UNDISTURBED = iteration -> { };

  private static LocalKafka kafka;
  private static Broker broker;

  @BeforeAll
  static void start() {
    kafka = LocalKafka.startTemporary();
    broker = Broker.at(kafka);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void publishesACheckpointAfterEveryEpochAndTellsOfIt() {
    assertThat(train("whole", 3, UNDISTURBED)).isEqualTo(Outcome.COMPLETED);

    assertThat(broker.checkpointIds("whole")).containsExactly("whole-e0001", "whole-e0002", "whole-e0003");
    CheckpointManifest last = broker.manifests("whole").get(2);
    assertThat(last.getExperiment()).isEqualTo("mnist-demo");
    assertThat(last.getDataset()).isEqualTo("drawn-digits");
    assertThat(last.getSettingsMap()).containsEntry("epochs", "3");
    assertThat(last.getIteration()).isEqualTo(30);
    assertThat(last.getImageShape().getHeight()).isEqualTo(28);
    assertThat(last.getLatent().getSize()).isPositive();
    assertThat(last.getMetricsMap()).containsEntry("test.error", 0.5);
    assertThat(last.getPartsList()).extracting("name")
        .containsExactly("generator.onnx", "classifier.onnx", "state.bin");

    List<TrainingProgressed> progress = broker.progress("whole");
    assertThat(progress.get(0).getState()).isEqualTo(State.STARTED);
    assertThat(progress).extracting(TrainingProgressed::getState).contains(State.RUNNING)
        .filteredOn(State.CHECKPOINTED::equals).hasSize(3);
    TrainingProgressed checkpointed = progress.get(progress.size() - 1);
    assertThat(checkpointed.getCheckpointId()).isEqualTo("whole-e0003");
    assertThat(checkpointed.getIteration()).isEqualTo(checkpointed.getIterations()).isEqualTo(30);
    assertThat(checkpointed.getIterationsPerSecond()).isPositive();
    assertThat(checkpointed.getSecondsLeft()).isZero();
  }

  @Test
  void goesOnFromTheLastCheckpointAfterACrash() {
    assertThatThrownBy(() -> train("crashed", 4, iteration -> {
      if (iteration == 25) {
        throw new IllegalStateException("crash in the third epoch");
      }
    })).hasMessageContaining("crash");
    List<Integer> iterations = new ArrayList<>();
    assertThat(train("crashed", 4, iterations::add)).isEqualTo(Outcome.COMPLETED);

    assertThat(iterations.get(0)).isEqualTo(20);
    assertThat(broker.checkpointIds("crashed"))
        .containsExactly("crashed-e0001", "crashed-e0002", "crashed-e0003", "crashed-e0004");
    assertThat(broker.progress("crashed")).filteredOn(progress -> progress.getState() == State.RESUMED)
        .extracting(TrainingProgressed::getMessage).containsExactly("Goes on from checkpoint crashed-e0002.");
  }

  @Test
  void aRequestThatComesAgainAfterTheEndPublishesNothing() {
    train("twice", 2, UNDISTURBED);
    assertThat(train("twice", 2, UNDISTURBED)).isEqualTo(Outcome.COMPLETED);
    assertThat(broker.checkpointIds("twice")).containsExactly("twice-e0001", "twice-e0002");
  }

  @Test
  void stopsWithinAnIterationWhenToldTo() {
    StopSignal stop = new StopSignal();
    List<Integer> iterations = new ArrayList<>();
    Outcome outcome = train("stopped", 3, stop, iteration -> {
      iterations.add(iteration);
      if (iteration == 13) {
        stop.request();
      }
    });
    assertThat(outcome).isEqualTo(Outcome.STOPPED);
    assertThat(iterations).last().isEqualTo(13);
    assertThat(broker.checkpointIds("stopped")).containsExactly("stopped-e0001");
  }

  @Test
  void goesOnFromAnOlderCheckpointWhenTheNewestIsBrokenAndReplacesIt() {
    train("broken", 2, UNDISTURBED);
    try (var defective = new CheckpointPublisher(broker.config(), "defective", 10)) {
      CheckpointManifest second = broker.manifests("broken").get(1);
      defective.replace(new CheckpointBundle(second, Map.of("state.bin", "nonsense".getBytes(StandardCharsets.UTF_8))));
    }
    assertThat(train("broken", 2, UNDISTURBED)).isEqualTo(Outcome.COMPLETED);

    assertThat(broker.progress("broken")).extracting(TrainingProgressed::getMessage).contains(
        "Checkpoint broken-e0002 cannot be resumed (The state of the run cannot be read.), so the one before it is "
            + "tried.",
        "Goes on from checkpoint broken-e0001.");
    List<CheckpointManifest> all = broker.manifests("broken");
    assertThat(all).hasSize(4).last().extracting(CheckpointManifest::getCheckpointId).isEqualTo("broken-e0002");
    try (var reader = new CheckpointReader(broker.config())) {
      assertThat(new String(reader.read(all.get(3)).get("state.bin"), StandardCharsets.UTF_8))
          .isEqualTo("mnist-demo\n2\n2");
    }
  }

  @Test
  void stopsWhenAnotherTrainerHasTakenTheRunOver() {
    Outcome outcome = train("taken", 3, iteration -> {
      if (iteration == 15) {
        new CheckpointPublisher(broker.config(), "trainer-taken", 10).close();
      }
    });
    assertThat(outcome).isEqualTo(Outcome.TAKEN_OVER);
    assertThat(broker.checkpointIds("taken")).containsExactly("taken-e0001");
  }

  @Test
  void refusesToGoOnWithTheRunOfAnotherExperiment() {
    train("owned", 1, UNDISTURBED);
    Plan other = Plan.of(request("owned", "mnist-feature-matching", Map.of("dataset", "drawn-digits")));
    assertThatThrownBy(() -> run(other, new StopSignal(), UNDISTURBED))
        .isInstanceOf(BadRequestException.class)
        .hasMessage("Run owned belongs to experiment mnist-demo, not to mnist-feature-matching; choose another run "
            + "id.");
  }

  private static Outcome train(String runId, int epochs, IntConsumer beforeIteration) {
    return train(runId, epochs, new StopSignal(), beforeIteration);
  }

  private static Outcome train(String runId, int epochs, StopSignal stop, IntConsumer beforeIteration) {
    return run(Plan.of(request(runId, "mnist-demo",
        Map.of("dataset", "drawn-digits", "epochs", String.valueOf(epochs)))), stop, beforeIteration);
  }

  private static Outcome run(Plan plan, StopSignal stop, IntConsumer beforeIteration) {
    TrainerConfig config = new Broker.Config();
    EventSender sender = new EventSender(new KafkaSettings(broker.config()));
    try {
      TrainerMetrics metrics = new TrainerMetrics(new SimpleMeterRegistry());
      return new TrainingJob(config, new KafkaSettings(broker.config()), new FakeTrainees(beforeIteration), metrics)
          .run(plan, new RunReporter(sender, config.progressInterval(), plan), stop);
    } finally {
      sender.close();
    }
  }
}
