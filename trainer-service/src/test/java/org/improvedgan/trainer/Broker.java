package org.improvedgan.trainer;

import com.google.protobuf.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.TrainingProgressed;
import org.improvedgan.events.v1.TrainingRequested;
import org.improvedgan.gan.engine.Device;
import org.improvedgan.gan.engine.EngineKind;
import org.improvedgan.kafka.local.LocalKafka;

/** What tests say to a real broker, and read from it. */
record Broker(Map<String, Object> config) {
  static Broker at(LocalKafka kafka) {
    Broker broker = new Broker(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    try (Admin admin = Admin.create(broker.config())) {
      Topics.createAll(admin);
    }
    return broker;
  }

  static TrainingRequested request(String runId, String experiment, Map<String, String> overrides) {
    return TrainingRequested.newBuilder().setRunId(runId).setExperiment(experiment).putAllOverrides(overrides).build();
  }

  void send(TrainingRequested request) {
    send(EventType.TRAINING_REQUESTED.record("/test", request));
  }

  void send(ProducerRecord<String, byte[]> record) {
    try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(record).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /** The progress of a run, in order. */
  List<TrainingProgressed> progress(String runId) {
    return read(EventType.TRAINING_PROGRESSED).stream().filter(progress -> progress.getRunId().equals(runId)).toList();
  }

  /** Whether the run's last message says that it is over. */
  boolean over(String runId) {
    List<TrainingProgressed> all = progress(runId);
    return !all.isEmpty() && switch (all.get(all.size() - 1).getState()) {
      case COMPLETED, FAILED -> true;
      default -> false;
    };
  }

  /** Every manifest of a run that was ever published, so that doubles show. */
  List<CheckpointManifest> manifests(String runId) {
    return read(EventType.CHECKPOINT_PUBLISHED).stream().filter(manifest -> manifest.getRunId().equals(runId))
        .toList();
  }

  List<String> checkpointIds(String runId) {
    return manifests(runId).stream().map(CheckpointManifest::getCheckpointId).toList();
  }

  /** Offset up to which the trainers' requests are done, over all partitions. */
  long committed() {
    try (Admin admin = Admin.create(config)) {
      return admin.listConsumerGroupOffsets(Topics.TRAINER_GROUP).partitionsToOffsetAndMetadata().get().values()
          .stream().mapToLong(offset -> offset.offset()).sum();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  List<ConsumerRecord<String, byte[]>> records(String topic) {
    Map<String, Object> settings = new HashMap<>(config);
    settings.put("isolation.level", "read_committed");
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
          .map(info -> new TopicPartition(topic, info.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  /** Settings of a trainer that a test makes itself. */
  record Config(int keepLast, Duration progressInterval, Optional<Path> data, Duration sessionTimeout,
      EngineKind engine, Device device, int deviceIndex, int threads) implements TrainerConfig {
    Config() {
      this(10, Duration.ZERO, Optional.empty(), Duration.ofSeconds(10), EngineKind.ONNXRUNTIME, Device.CPU, 0, 0);
    }
  }

  private <M extends Message> List<M> read(EventType<M> type) {
    return records(type.topic()).stream().filter(record -> record.value() != null)
        .map(record -> type.parse(record.value())).toList();
  }
}
