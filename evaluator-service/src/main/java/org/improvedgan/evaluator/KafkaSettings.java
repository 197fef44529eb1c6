package org.improvedgan.evaluator;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** How to reach Kafka: everything configured as {@code kafka.*}. */
@Singleton
public final class KafkaSettings {

  private final Map<String, Object> common;

  public KafkaSettings(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    // Quarkus puts the application's name there, but most of our clients belong to no group.
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    common = Map.copyOf(settings);
  }

  /** Settings of any client. */
  public Map<String, Object> common() {
    return common;
  }

  /** Settings of a consumer that sees only committed transactions and never commits by itself. */
  public Map<String, Object> consumer(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(common);
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.putAll(more);
    return settings;
  }

  /** Settings of a producer of String keys and Protobuf bytes. */
  public Map<String, Object> producer(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(common);
    settings.put("key.serializer", StringSerializer.class);
    settings.put("value.serializer", ByteArraySerializer.class);
    settings.putAll(more);
    return settings;
  }
}
