package org.improvedgan.kafka.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.improvedgan.events.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The topics as a real broker makes them; here because the events do not know this broker. */
class TopicsTest {
  private static LocalKafka kafka;
  private static Admin admin;

  @BeforeAll
  static void start() {
    kafka = LocalKafka.startTemporary();
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    // Four services start at once, and each may be started again.
    CompletableFuture.allOf(Stream.generate(() -> CompletableFuture.runAsync(() -> Topics.createAll(admin)))
        .limit(4).toArray(CompletableFuture<?>[]::new)).join();
    Topics.createAll(admin);
  }

  @AfterAll
  static void stop() {
    admin.close();
    kafka.close();
  }

  @Test
  void createsEachTopicWithItsPartitionsHoweverOften() throws Exception {
    Collection<String> names = Topics.all().stream().map(NewTopic::name).toList();
    Map<String, TopicDescription> created = admin.describeTopics(names).allTopicNames().get();
    for (NewTopic topic : Topics.all()) {
      assertThat(created.get(topic.name()).partitions()).as(topic.name()).hasSize(topic.numPartitions());
    }
  }

  @Test
  void takesWhatIsSentByAClockThatIsHoursFast() throws Exception {
    long wrong = System.currentTimeMillis() + Duration.ofHours(5).toMillis();
    try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", kafka.bootstrapServers()),
        new StringSerializer(), new StringSerializer())) {
      // The broker answers with the time that it has given the record.
      assertThat(producer.send(new ProducerRecord<>(Topics.CHECKPOINTS, 0, wrong, "clock", "fast")).get().timestamp())
          .isLessThan(wrong);
    }
  }

  @Test
  void keepsForeverWhatMustNotGetLost() throws Exception {
    for (String topic : List.of(Topics.CHECKPOINTS, Topics.HUMAN_RESULTS)) {
      assertThat(configOf(topic)).as(topic).containsEntry("cleanup.policy", "compact");
    }
    for (String topic : List.of(Topics.TRAINING_REQUESTS, Topics.EVALUATIONS, Topics.HUMAN_RATINGS,
        Topics.CHECKPOINT_CHUNKS, Topics.deadLetter(Topics.TRAINING_REQUESTS, Topics.TRAINER_GROUP))) {
      assertThat(configOf(topic)).as(topic)
          .containsEntry("retention.ms", "-1").containsEntry("retention.bytes", "-1");
    }
  }

  @Test
  void keepsTheStepsOfEvaluationsForAMonth() throws Exception {
    for (String topic : List.of(Topics.EVALUATION_TASKS, Topics.EVALUATION_PARTS)) {
      assertThat(configOf(topic)).as(topic)
          .containsEntry("cleanup.policy", "delete").containsEntry("retention.ms", "2592000000");
    }
  }

  @Test
  void chunksCanBeFreedAtTheBeginningAndInBetween() throws Exception {
    assertThat(configOf(Topics.CHECKPOINT_CHUNKS))
        .containsEntry("cleanup.policy", "compact,delete")
        .containsEntry("segment.bytes", "67108864")
        .containsEntry("max.message.bytes", "2097152");
  }

  private static Map<String, String> configOf(String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    return config.entries().stream().collect(Collectors.toMap(entry -> entry.name(), entry -> entry.value()));
  }
}
