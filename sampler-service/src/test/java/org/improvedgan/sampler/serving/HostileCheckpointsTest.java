package org.improvedgan.sampler.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.events.DeadLetters;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointChunk;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.inference.Device;
import org.improvedgan.inference.GeneratorTrial;
import org.improvedgan.inference.HostileModels;
import org.improvedgan.inference.TestModels;
import org.improvedgan.kafka.local.LocalKafka;
import org.improvedgan.sampler.TestCheckpoints;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checkpoints that somebody publishes to do harm: each is refused and set aside, and the old one serves on. */
class HostileCheckpointsTest {

  private static final String DEAD_LETTERS = Topics.deadLetter(Topics.CHECKPOINTS, Topics.SAMPLER);
  private static final long MAX_BYTES = 100L << 20;

  private static LocalKafka kafka;
  private static Map<String, Object> connection;
  private static volatile String warned;
  private static int runs;

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final String run = "hostile-" + ++runs;
  private Checkpoints checkpoints;
  private TestCheckpoints publisher;
  private String good;

  @BeforeAll
  static void startKafka() {
    kafka = LocalKafka.startTemporary();
    connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (Admin admin = Admin.create(connection)) {
      Topics.createAll(admin);
    }
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @BeforeEach
  void serve() {
    checkpoints = start(metrics);
    publisher = new TestCheckpoints(kafka.bootstrapServers(), run, 20);
    good = publisher.publish(1);
    await().atMost(Duration.ofSeconds(30)).until(this::latest, good::equals);
  }

  @AfterEach
  void stop() {
    publisher.close();
    checkpoints.close();
    assertThat(warned).isNull();
  }

  private static Checkpoints start(SimpleMeterRegistry metrics) {
    GeneratorTrial trial = new GeneratorTrial(GeneratorTrial.Mode.PROCESS, 2L << 30, Duration.ofSeconds(5),
        warning -> warned = warning);
    Checkpoints started = new Checkpoints(connection, 2, Duration.ofMillis(300),
        new ModelLoader(connection, Device.CPU, 16, trial, MAX_BYTES), new Refusals(connection, metrics));
    started.start();
    assertThat(started.ready()).succeedsWithin(Duration.ofSeconds(60));
    return started;
  }

  private String latest() {
    try (Lease lease = checkpoints.acquire(Choice.of("latest", run)).join()) {
      assertThat(lease.generator().generate(7, 0, 3).count()).isEqualTo(3);
      return lease.manifest().getCheckpointId();
    }
  }

  /** Refused with this sentence, which asking for it gives too, and in the dead-letter topic; the old one serves. */
  private void assertRefused(String id, String kind, String sentence) {
    await().atMost(Duration.ofSeconds(120)).until(() -> checkpoints.refusals().contains(id));
    assertThat(checkpoints.refusals().reason(id)).hasValueSatisfying(reason ->
        assertThat(reason).contains(sentence).endsWith("."));
    assertThat(checkpoints.refusals().last()).hasValueSatisfying(last -> assertThat(last).startsWith(id + ": "));
    assertThat(checkpoints.acquire(Choice.of(id, ""))).failsWithin(Duration.ofSeconds(1)).withThrowableThat()
        .withMessageContaining(sentence);
    assertThat(latest()).isEqualTo(good);
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(letters(id)).singleElement()
        .satisfies(letter -> {
          assertThat(header(letter, DeadLetters.REASON)).isEqualTo(checkpoints.refusals().reason(id).orElseThrow());
          assertThat(header(letter, DeadLetters.KEY)).isEqualTo(id);
          assertThat(CheckpointManifest.parseFrom(letter.value()).getCheckpointId()).isEqualTo(id);
        }));
    Counter counted = metrics.find("gan.sampler.checkpoints.refused").tag("reason", kind).counter();
    assertThat(counted).as("counted as " + kind).isNotNull();
    assertThat(counted.count()).isPositive();
  }

  private static String header(ConsumerRecord<String, byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static List<ConsumerRecord<String, byte[]>> letters(String id) {
    TopicPartition partition = new TopicPartition(DEAD_LETTERS, 0);
    List<ConsumerRecord<String, byte[]>> letters = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(connection, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(letters::add);
      }
    }
    letters.removeIf(letter -> !letter.key().equals(id));
    return letters;
  }

  @Test
  void modelsThatDoHarmAreRefused() {
    assertRefused(publisher.publish(2, HostileModels.computedSize()), "memory",
        "asks for more memory than it may take");
    assertRefused(publisher.publish(3, HostileModels.constantSize()), "memory",
        "asks for more memory than the 2048 MiB that it may take");
    assertRefused(publisher.publish(4, HostileModels.endless()), "time", "repeats operations in a Loop");
    assertRefused(publisher.publish(5, HostileModels.slow()), "time", "takes longer than the 5 seconds");
    assertRefused(publisher.publish(6, HostileModels.nanWeights()), "not-finite", "are no numbers (NaN)");
    assertRefused(publisher.publish(7, HostileModels.nanWhenRun()), "not-finite", "are not finite (NaN");
    assertRefused(publisher.publish(8, HostileModels.crashing()), "crash", "ends the process that tries it");
    assertRefused(publisher.publish(9, TestModels.externalGenerator("/etc/passwd")), "external-data", "external data");
    assertRefused(publisher.publish(10, "garbage".getBytes(StandardCharsets.UTF_8)), "unusable", "is no ONNX model");
    String next = publisher.publish(11);
    await().atMost(Duration.ofSeconds(30)).until(this::latest, next::equals);
  }

  @Test
  void manifestsThatPromiseWhatIsNotThereAreRefused() {
    byte[] model = TestModels.generator(2, TestModels.LATENT, TestModels.DIGIT, 64);
    assertRefused(publish(2, model, manifest -> manifest.setParts(0, manifest.getParts(0).toBuilder()
        .setSha256("0".repeat(64)))), "broken", "the SHA-256 of generator.onnx is not that of the manifest");
    assertRefused(publish(3, model, manifest -> manifest.setParts(0, manifest.getParts(0).toBuilder()
        .setSizeBytes(100_000_000_000L))), "too-large", "Its generator.onnx has 100000000000 bytes, more than the "
            + MAX_BYTES + " that this sampler takes (gan.sampler.max-generator-bytes)");
    assertRefused(publish(4, model, manifest -> manifest.setParts(0, manifest.getParts(0).toBuilder()
        .setSizeBytes(50_000_000))), "broken",
        "generator.onnx with its 50000000 bytes does not fit into the 1 chunks of 1000000 bytes that there are");
    assertRefused(publish(5, model, manifest -> manifest.setParts(0, manifest.getParts(0).toBuilder()
        .setSizeBytes(model.length + 1L))), "broken", "generator.onnx has " + model.length + " of its "
            + (model.length + 1) + " bytes");
    assertRefused(publish(6, model, manifest -> {
      manifest.getChunksBuilder().setChunkCount(1000);
      return manifest.setParts(0, manifest.getParts(0).toBuilder().setSizeBytes(60_000_000));
    }), "broken", "its chunks are not where its manifest says");
    assertRefused(publish(7, model, manifest -> {
      manifest.getChunksBuilder().setPartition(99);
      return manifest;
    }), "broken", "its chunks are not where its manifest says");
    assertRefused(publish(8, model, manifest -> {
      manifest.getChunksBuilder().setTopic("no such topic");
      return manifest;
    }), "broken", "its chunks are not where its manifest says");
    assertRefused(publish(9, model, manifest -> {
      manifest.getChunksBuilder().setFirstOffset(-1);
      return manifest;
    }), "broken", "its chunks are not where its manifest says");
    assertRefused(publish(10, model, manifest -> manifest.clearParts()), "unusable", "It has no generator.onnx");
    assertRefused(publish(11, model, manifest -> {
      manifest.getLatentBuilder().setSize(2_000_000_000);
      return manifest;
    }), "unusable", "The length of z is 2000000000");
  }

  @Test
  void anotherSamplerRefusesAsWellButDoesNotSetAsideAgain() {
    String hostile = publisher.publish(2, HostileModels.nanWhenRun());
    assertRefused(hostile, "not-finite", "are not finite (NaN");
    Checkpoints restarted = start(new SimpleMeterRegistry());
    try {
      await().atMost(Duration.ofSeconds(30)).until(() -> restarted.refusals().contains(hostile));
    } finally {
      // Waits for what is still to be written.
      restarted.close();
    }
    assertThat(letters(hostile)).hasSize(1);
  }

  /** Publishes without the publisher's care: one chunk with the whole model, and a manifest of one's own. */
  private String publish(int epoch, byte[] model, UnaryOperator<CheckpointManifest.Builder> change) {
    CheckpointManifest honest = new CheckpointBundle(TestCheckpoints.manifest(run, epoch),
        new LinkedHashMap<>(Map.of(CheckpointBundle.GENERATOR, model))).manifest();
    CheckpointChunk chunk = CheckpointChunk.newBuilder().setCheckpointId(honest.getCheckpointId())
        .setPart(CheckpointBundle.GENERATOR).setData(com.google.protobuf.ByteString.copyFrom(model)).build();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer())) {
      long offset = producer.send(EventType.CHECKPOINT_CHUNK.record("/test", 0, chunk)).get().offset();
      CheckpointManifest.Builder manifest = honest.toBuilder();
      manifest.getChunksBuilder().setTopic(Topics.CHECKPOINT_CHUNKS).setPartition(0).setFirstOffset(offset)
          .setChunkCount(1);
      producer.send(EventType.CHECKPOINT_PUBLISHED.record("/test", 0, change.apply(manifest).build())).get();
      return honest.getCheckpointId();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
