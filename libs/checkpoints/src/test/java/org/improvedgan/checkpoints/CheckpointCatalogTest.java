package org.improvedgan.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.improvedgan.checkpoints.Broker.bundle;
import static org.improvedgan.checkpoints.Broker.bytes;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.improvedgan.events.DeadLetters;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.kafka.local.LocalKafka;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointCatalogTest {
  private static final Map<String, byte[]> PARTS = Map.of("generator.onnx", bytes(1000, 1));

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  @Test
  void tellsOfWhatIsThereAndThenOfWhatComesAndGoes(@TempDir Path directory) throws Exception {
    try (LocalKafka kafka = start(directory, 0);
        var publisher = new CheckpointPublisher(config(kafka), "run", 2);
        var catalog = catalog(kafka)) {
      for (int epoch = 1; epoch <= 3; epoch++) {
        publisher.publish(bundle("run", epoch, PARTS));
      }
      catalog.start();
      catalog.awaitCaughtUp(Duration.ofSeconds(30));
      assertThat(told).containsExactly("new run-e0002", "new run-e0003");
      told.clear();

      publisher.publish(bundle("run", 4, PARTS));
      assertThat(next()).isEqualTo("new run-e0004");
      assertThat(next()).isEqualTo("pruned run-e0002");
      assertThat(catalog.find("run-e0002")).isEmpty();
      assertThat(catalog.find("run-e0003")).isPresent();

      try (var other = new CheckpointPublisher(config(kafka), "another-run", 2)) {
        other.publish(bundle("another-run", 1, PARTS));
      }
      assertThat(next()).isEqualTo("new another-run-e0001");
      assertThat(catalog.latest(Optional.empty()).map(CheckpointManifest::getCheckpointId))
          .contains("another-run-e0001");
      assertThat(catalog.latest(Optional.of("run")).map(CheckpointManifest::getCheckpointId)).contains("run-e0004");
      assertThat(catalog.latest(Optional.of("unknown"))).isEmpty();
    }
  }

  @Test
  void goesOnAfterTheBrokerWasAway(@TempDir Path directory) throws Exception {
    LocalKafka kafka = start(directory, 0);
    int port = kafka.port();
    try (var catalog = catalog(kafka)) {
      catalog.start();
      catalog.awaitCaughtUp(Duration.ofSeconds(30));
      kafka.close();
      kafka = start(directory, port);
      try (var publisher = new CheckpointPublisher(config(kafka), "run", 2)) {
        publisher.publish(bundle("run", 1, PARTS));
      }
      assertThat(next()).isEqualTo("new run-e0001");
    } finally {
      kafka.close();
    }
  }

  @Test
  void setsManifestsThatItCannotReadAsideAndGoesOn(@TempDir Path directory) throws Exception {
    try (LocalKafka kafka = start(directory, 0);
        var publisher = new CheckpointPublisher(config(kafka), "run", 2)) {
      byte[] garbage = "not a manifest".getBytes(StandardCharsets.UTF_8);
      try (var producer = KafkaClients.producer(config(kafka), null)) {
        producer.send(new ProducerRecord<>(Topics.CHECKPOINTS, 0, "garbage", garbage)).get();
        producer.send(new ProducerRecord<>(Topics.CHECKPOINTS, 0, "wrong-key",
            bundle("other", 1, PARTS).manifest().toByteArray())).get();
      }
      publisher.publish(bundle("run", 1, PARTS));
      try (var catalog = catalog(kafka)) {
        catalog.start();
        catalog.awaitCaughtUp(Duration.ofSeconds(30));
        assertThat(told).containsExactly("new run-e0001");
        assertThat(catalog.all()).hasSize(1);
      }
      List<ConsumerRecord<String, byte[]>> aside =
          readAll(kafka, Topics.deadLetter(Topics.CHECKPOINTS, Topics.CATALOG));
      assertThat(aside).hasSize(2);
      assertThat(aside.get(0).value()).isEqualTo(garbage);
      assertThat(header(aside.get(0), DeadLetters.KEY)).isEqualTo("garbage");
      assertThat(header(aside.get(0), DeadLetters.OFFSET)).isEqualTo("0");
      assertThat(header(aside.get(1), DeadLetters.REASON))
          .isEqualTo("A manifest names checkpoint 'other-e0001' but its key is 'wrong-key'.");
    }
  }

  @Test
  void saysWhenKafkaDoesNotAnswer() {
    Map<String, Object> nowhere = Map.of("bootstrap.servers", "127.0.0.1:1", "default.api.timeout.ms", 1000,
        "request.timeout.ms", 500);
    try (var catalog = new CheckpointCatalog(nowhere, manifest -> { }, id -> { })) {
      catalog.start();
      assertThatThrownBy(() -> catalog.awaitCaughtUp(Duration.ofMillis(100)))
          .isInstanceOf(CheckpointException.class)
          .hasMessageStartingWith("The list of checkpoints could not be read from Kafka");
    }
  }

  @Test
  void leavesTheSettingsToWhoResumesTheRun(@TempDir Path directory) throws Exception {
    try (LocalKafka kafka = start(directory, 0);
        var publisher = new CheckpointPublisher(config(kafka), "run", 2);
        var catalog = catalog(kafka)) {
      CheckpointBundle bundle = bundle("run", 1, PARTS);
      publisher.publish(new CheckpointBundle(
          bundle.manifest().toBuilder().putSettings("batch-size", "100").setIteration(50).build(), PARTS));
      catalog.start();
      catalog.awaitCaughtUp(Duration.ofSeconds(30));

      CheckpointManifest known = catalog.find("run-e0001").orElseThrow();
      assertThat(known.getSettingsMap()).isEmpty();
      assertThat(known.getIteration()).isEqualTo(50);
      try (var resumed = new CheckpointPublisher(config(kafka), "run", 2)) {
        assertThat(resumed.published("run").get(0).getSettingsMap()).containsEntry("batch-size", "100");
      }
    }
  }

  private CheckpointCatalog catalog(LocalKafka kafka) {
    return new CheckpointCatalog(config(kafka), manifest -> told.add("new " + manifest.getCheckpointId()),
        id -> told.add("pruned " + id));
  }

  private String next() throws InterruptedException {
    return told.poll(60, TimeUnit.SECONDS);
  }

  private static LocalKafka start(Path directory, int port) {
    LocalKafka kafka = LocalKafka.start(directory, port);
    try (Admin admin = Admin.create(config(kafka))) {
      Topics.createAll(admin);
    }
    return kafka;
  }

  private static Map<String, Object> config(LocalKafka kafka) {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static List<ConsumerRecord<String, byte[]>> readAll(LocalKafka kafka, String topic) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (var consumer = KafkaClients.consumer(config(kafka), "earliest")) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
      }
    }
    return records;
  }
}
