package org.improvedgan.service;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;

/** How to reach Kafka: everything configured as {@code kafka.*}, for every client of a service. */
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

  /** Settings of any client, with some more. */
  public Map<String, Object> with(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(common);
    settings.putAll(more);
    return settings;
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

  /** The brokers' addresses, for people. */
  public String address() {
    return String.valueOf(common.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
  }

  /**
   * Refuses what no client could be made with. Whether the brokers are there is not asked: they may come later.
   *
   * @throws StartException that says which setting is wrong
   */
  public void check() {
    if (!Arrays.stream(address().split(",")).map(String::strip).allMatch(KafkaSettings::isAddress)) {
      throw new StartException("kafka.bootstrap.servers is \"" + address()
          + "\": give HOST:PORT, or several separated by commas.");
    }
    try {
      // Reads key stores and the login's text too.
      ClientUtils.createChannelBuilder(new AdminClientConfig(common), Time.SYSTEM, new LogContext()).close();
    } catch (KafkaException | IllegalArgumentException e) {
      throw new StartException("The settings of Kafka's clients (kafka.*) cannot be used: "
          + StartFailure.withoutCode(Texts.deepest(e)), e);
    }
  }

  private static boolean isAddress(String text) {
    Integer port = Utils.getPort(text);
    return Utils.getHost(text) != null && port != null && port > 0 && port < 65536;
  }
}
