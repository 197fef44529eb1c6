package org.improvedgan.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.checkpoints.CheckpointCatalog;
import org.improvedgan.checkpoints.CheckpointDeadLetters;
import org.improvedgan.checkpoints.CheckpointPublisher;
import org.improvedgan.checkpoints.CheckpointReader;
import org.improvedgan.events.TopicFollower;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.ImageShape;
import org.improvedgan.events.v1.LatentDistribution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rights of deploy/kubernetes on a real broker: each user can do with the project's own library what its service
 * does, and not what another's does.
 */
class RightsTest {

  private static final String EVALUATOR = "evaluator";
  private static SecuredKafka kafka;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    kafka = SecuredKafka.start(directory);
    // Whoever comes first creates the topics, and nobody minds that they are there.
    for (String user : List.of("trainer", "sampler", EVALUATOR, "human-eval")) {
      try (Admin admin = Admin.create(kafka.as(user))) {
        Topics.createAll(admin);
      }
    }
    try (Admin admin = Admin.create(kafka.as(EVALUATOR))) {
      Topics.create(admin, List.of(Topics.deadLetterTopic(Topics.CHECKPOINTS, EVALUATOR),
          Topics.deadLetterTopic(Topics.EVALUATION_TASKS, EVALUATOR),
          Topics.deadLetterTopic(Topics.EVALUATION_PARTS, EVALUATOR)));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    kafka.close();
  }

  @Test
  void theTrainerTakesRequestsAndPublishesAndFreesCheckpoints() throws Exception {
    send("requester", null, Topics.TRAINING_REQUESTS);
    consume("trainer", Topics.TRAINER_GROUP, Topics.TRAINING_REQUESTS);
    try (CheckpointPublisher publisher = new CheckpointPublisher(kafka.as("trainer"), "trainer-run", 1)) {
      publisher.publish(bundle("run", 1));
      publisher.publish(bundle("run", 2));
      CheckpointManifest last = publisher.published("run").get(0);
      assertThat(last.getEpoch()).isEqualTo(2);
      try (CheckpointReader reader = new CheckpointReader(kafka.as("trainer"))) {
        assertThat(reader.read(last)).containsKey(CheckpointBundle.STATE);
      }
      // The chunks in front of it were deleted, not only buried.
      assertThat(beginning(last.getChunks().getPartition())).isEqualTo(last.getChunks().getFirstOffset());
    }
    send("trainer", null, Topics.TRAINING_PROGRESS);
    send("trainer", null, Topics.deadLetter(Topics.TRAINING_REQUESTS, Topics.TRAINER_GROUP));
    follow("trainer", Topics.TRAINING_PROGRESS);
    follow("requester", Topics.TRAINING_PROGRESS);
  }

  @Test
  void theSamplerFollowsCheckpointsAndSetsSomeAside() throws Exception {
    try (CheckpointPublisher publisher = new CheckpointPublisher(kafka.as("trainer"), "trainer-sampled", 1)) {
      publisher.publish(bundle("sampled", 1));
    }
    try (CheckpointCatalog catalog = new CheckpointCatalog(kafka.as("sampler"), manifest -> { }, id -> { });
        CheckpointReader reader = new CheckpointReader(kafka.as("sampler"));
        CheckpointDeadLetters letters = new CheckpointDeadLetters(kafka.as("sampler"), Topics.SAMPLER)) {
      catalog.start();
      catalog.awaitCaughtUp(Duration.ofSeconds(20));
      CheckpointManifest manifest = catalog.find(CheckpointBundle.id("sampled", 1)).orElseThrow();
      assertThat(reader.read(manifest, Set.of(CheckpointBundle.GENERATOR))).hasSize(1);
      letters.add(manifest, "Refused by a test.");
    }
    send("sampler", null, Topics.deadLetter(Topics.CHECKPOINTS, Topics.CATALOG));
    follow("sampler", Topics.EVALUATIONS);
  }

  @Test
  void theEvaluatorTakesAndWritesInTransactions() throws Exception {
    Map<String, List<String>> writes = Map.of(
        "planner", List.of(Topics.EVALUATION_TASKS, Topics.deadLetter(Topics.CHECKPOINTS, EVALUATOR)),
        "worker", List.of(Topics.EVALUATION_PARTS, Topics.deadLetter(Topics.EVALUATION_TASKS, EVALUATOR)),
        "assembler", List.of(Topics.EVALUATIONS, Topics.deadLetter(Topics.EVALUATION_PARTS, EVALUATOR)),
        "real-data", List.of(Topics.EVALUATIONS));
    for (var loop : writes.entrySet()) {
      send(EVALUATOR, "evaluator-" + loop.getKey() + "-of-a-test", loop.getValue().toArray(String[]::new));
    }
    consumeInTransaction(EVALUATOR + "-workers", Topics.EVALUATION_TASKS, Topics.EVALUATION_PARTS);
    consumeInTransaction(EVALUATOR + "-assemblers", Topics.EVALUATION_PARTS, Topics.EVALUATIONS);
    send("trainer", null, Topics.CHECKPOINTS);
    consumeInTransaction(EVALUATOR, Topics.CHECKPOINTS, Topics.EVALUATION_TASKS);
    consumeInTransaction(EVALUATOR + "-real-data", Topics.CHECKPOINTS, Topics.EVALUATIONS);
    send(EVALUATOR, null, Topics.deadLetter(Topics.CHECKPOINTS, Topics.CATALOG));
    follow(EVALUATOR, Topics.EVALUATION_TASKS, Topics.EVALUATION_PARTS);
    follow(EVALUATOR, Topics.TRAINING_PROGRESS);
    follow(EVALUATOR, Topics.HUMAN_RESULTS);
    try (Admin admin = Admin.create(kafka.as(EVALUATOR))) {
      assertThat(admin.describeTopics(List.of(Topics.EVALUATION_TASKS)).allTopicNames().get()).hasSize(1);
    }
    try (Admin admin = Admin.create(kafka.as("keda"))) {
      TopicPartition first = new TopicPartition(Topics.EVALUATION_TASKS, 0);
      assertThat(admin.listOffsets(Map.of(first, OffsetSpec.latest())).all().get()).containsKey(first);
      assertThat(admin.listConsumerGroupOffsets(Map.of(EVALUATOR + "-workers", new ListConsumerGroupOffsetsSpec()))
          .partitionsToOffsetAndMetadata(EVALUATOR + "-workers").get()).isNotEmpty();
    }
  }

  @Test
  void theHumanEvaluationSendsRatingsAndFollowsScores() throws Exception {
    send("human-eval", null, Topics.HUMAN_RATINGS, Topics.HUMAN_RESULTS,
        Topics.deadLetter(Topics.EVALUATIONS, Topics.HUMAN_EVAL));
    follow("human-eval", Topics.EVALUATIONS);
  }

  @Test
  void nobodyDoesTheWorkOfOthers() {
    refused(() -> send("human-eval", null, Topics.EVALUATIONS));
    refused(() -> send("sampler", null, Topics.CHECKPOINTS));
    refused(() -> send(EVALUATOR, null, Topics.HUMAN_RESULTS));
    refused(() -> send("requester", null, Topics.CHECKPOINTS));
    refused(() -> send(EVALUATOR, "trainer-run", Topics.EVALUATIONS));
    refused(() -> consume("sampler", Topics.TRAINER_GROUP, Topics.TRAINING_REQUESTS));
    refused(() -> consume("keda", EVALUATOR + "-workers", Topics.EVALUATION_TASKS));
    refused(() -> consume("human-eval", "human-eval", Topics.TRAINING_PROGRESS));
  }

  @Test
  void nobodyDeletesOrChangesATopic() {
    for (String user : List.of("trainer", "sampler", EVALUATOR, "human-eval")) {
      try (Admin admin = Admin.create(kafka.as(user))) {
        refused(() -> admin.deleteTopics(List.of(Topics.EVALUATIONS)).all().get());
        refused(() -> admin.deleteRecords(Map.of(new TopicPartition(Topics.CHECKPOINTS, 0),
            RecordsToDelete.beforeOffset(0))).all().get());
        refused(() -> admin.describeAcls(AclBindingFilter.ANY).values().get());
        refused(() -> Topics.create(admin, List.of(Topics.deadLetterTopic("other", "topic"))));
      }
    }
  }

  private interface Action {
    void run() throws Exception;
  }

  private static void refused(Action action) {
    assertThatThrownBy(action::run).satisfies(e -> {
      Throwable cause = e;
      while (!(cause instanceof AuthorizationException) && cause.getCause() != null) {
        cause = cause.getCause();
      }
      assertThat(cause).isInstanceOf(AuthorizationException.class);
    });
  }

  /** One record to partition 0 of each topic, in one transaction where it has an id. */
  private static void send(String user, String transactionalId, String... topics) throws Exception {
    try (KafkaProducer<String, byte[]> producer = producer(user, transactionalId)) {
      begin(producer, transactionalId);
      for (String topic : topics) {
        get(producer.send(new ProducerRecord<>(topic, 0, "key", new byte[] {1})));
      }
      if (transactionalId != null) {
        producer.commitTransaction();
      }
    }
  }

  private static void begin(KafkaProducer<String, byte[]> producer, String transactionalId) {
    if (transactionalId != null) {
      producer.initTransactions();
      producer.beginTransaction();
    }
  }

  private static void get(Future<?> sent) throws Exception {
    try {
      sent.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static KafkaProducer<String, byte[]> producer(String user, String transactionalId) {
    Map<String, Object> settings = new HashMap<>(kafka.as(user));
    settings.put("acks", "all");
    if (transactionalId != null) {
      settings.put("transactional.id", transactionalId);
    }
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  private static void consume(String user, String group, String topic) {
    try (KafkaConsumer<String, byte[]> consumer = consumer(user, group)) {
      consumer.subscribe(List.of(topic));
      poll(consumer);
      consumer.commitSync();
    }
  }

  private static void consumeInTransaction(String group, String from, String to) throws Exception {
    try (KafkaConsumer<String, byte[]> consumer = consumer(EVALUATOR, group);
        KafkaProducer<String, byte[]> producer = producer(EVALUATOR, "evaluator-" + group)) {
      consumer.subscribe(List.of(from));
      ConsumerRecord<String, byte[]> record = poll(consumer).iterator().next();
      begin(producer, group);
      get(producer.send(new ProducerRecord<>(to, 0, "key", new byte[] {1})));
      producer.sendOffsetsToTransaction(Map.of(new TopicPartition(from, record.partition()),
          new OffsetAndMetadata(record.offset() + 1)), consumer.groupMetadata());
      producer.commitTransaction();
    }
  }

  private static ConsumerRecords<String, byte[]> poll(KafkaConsumer<String, byte[]> consumer) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    ConsumerRecords<String, byte[]> records = ConsumerRecords.empty();
    while (records.isEmpty() && System.nanoTime() < deadline) {
      records = consumer.poll(Duration.ofMillis(200));
    }
    assertThat(records.isEmpty()).as("records came").isFalse();
    return records;
  }

  private static void follow(String user, String... topics) throws InterruptedException {
    Map<String, Object> settings = consumerSettings(user, null);
    settings.put("key.deserializer", StringDeserializer.class);
    settings.put("value.deserializer", ByteArrayDeserializer.class);
    try (TopicFollower follower = new TopicFollower(List.of(topics), settings, record -> { })) {
      follower.start();
      follower.awaitCurrent(Duration.ofSeconds(20));
    }
  }

  private static long beginning(int partition) throws Exception {
    TopicPartition chunks = new TopicPartition(Topics.CHECKPOINT_CHUNKS, partition);
    try (Admin admin = Admin.create(kafka.as("trainer"))) {
      return admin.listOffsets(Map.of(chunks, OffsetSpec.earliest())).partitionResult(chunks).get().offset();
    }
  }

  private static KafkaConsumer<String, byte[]> consumer(String user, String group) {
    return new KafkaConsumer<>(consumerSettings(user, group), new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static Map<String, Object> consumerSettings(String user, String group) {
    Map<String, Object> settings = new HashMap<>(kafka.as(user));
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "earliest");
    settings.put("allow.auto.create.topics", false);
    if (group != null) {
      settings.put("group.id", group);
    }
    return settings;
  }

  private static CheckpointBundle bundle(String run, int epoch) {
    return new CheckpointBundle(CheckpointManifest.newBuilder().setCheckpointId(CheckpointBundle.id(run, epoch))
        .setRunId(run).setExperiment("test").setEpoch(epoch).setDataset("drawn-digits")
        .setImageShape(ImageShape.newBuilder().setHeight(1).setWidth(1).setChannels(1))
        .setLatent(LatentDistribution.newBuilder().setKind(LatentDistribution.Kind.UNIFORM_0_1).setSize(1)).build(),
        Map.of(CheckpointBundle.GENERATOR, new byte[] {1}, CheckpointBundle.STATE, new byte[] {2}));
  }
}
