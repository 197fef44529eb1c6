package org.improvedgan.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.TrainingProgressed;
import org.improvedgan.events.v1.TrainingProgressed.State;
import org.improvedgan.kafka.local.LocalKafka;
import org.improvedgan.service.KafkaSettings;
import org.junit.jupiter.api.Test;

class RunBoardTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void followsProgressThoughItIsThereBeforeItsTopicIs() throws Exception {
    try (LocalKafka kafka = LocalKafka.startTemporary()) {
      RunBoard board = new RunBoard(new KafkaSettings(Map.of("bootstrap.servers", kafka.bootstrapServers())));
      board.onStart(new StartupEvent());
      await().atMost(PATIENCE).until(board::waiting);

      Broker broker = Broker.at(kafka);
      broker.send(progress(State.CHECKPOINTED, "run-e0001"));
      broker.send(new ProducerRecord<>(Topics.TRAINING_PROGRESS, "run", new byte[] {-1}));
      broker.send(progress(State.RUNNING, ""));
      await().atMost(PATIENCE).until(() -> board.find("run").map(RunView::state).equals(Optional.of("RUNNING")));
      assertThat(board.all()).singleElement().extracting(RunView::checkpointId).isEqualTo("run-e0001");
      board.onStop(new ShutdownEvent());
    }
  }

  private static ProducerRecord<String, byte[]> progress(State state, String checkpointId) {
    return EventType.TRAINING_PROGRESSED.record("/test", TrainingProgressed.newBuilder()
        .setRunId("run").setState(state).setCheckpointId(checkpointId).build());
  }
}
