package org.improvedgan.kafka.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.improvedgan.events.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKafkaTest {
  @Test
  void keepsWhatWasWrittenWhenItStartsAgainOnTheSameDirectory(@TempDir Path directory) throws Exception {
    try (LocalKafka kafka = LocalKafka.start(directory, 0)) {
      try (Admin admin = Admin.create(client(kafka))) {
        Topics.createAll(admin);
      }
      try (var producer = new KafkaProducer<>(client(kafka), new StringSerializer(), new StringSerializer())) {
        producer.send(new ProducerRecord<>(Topics.EVALUATIONS, "key", "value")).get();
      }
    }
    try (LocalKafka kafka = LocalKafka.start(directory, 0)) {
      assertThat(readAll(kafka, Topics.EVALUATIONS)).containsExactly("value");
    }
  }

  @Test
  void saysThatThePortIsTaken(@TempDir Path directory) throws IOException {
    try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> LocalKafka.start(directory, occupied.getLocalPort()))
          .isInstanceOf(LocalKafkaException.class)
          .hasMessage("Kafka cannot start: port " + occupied.getLocalPort() + " is taken; choose another one.");
    }
  }

  @Test
  void triesOtherPortsWhereOneWasTakenInTheMeantime(@TempDir Path directory) throws Exception {
    try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int taken = occupied.getLocalPort();
      // The broker's and the controller's port of three attempts.
      Iterator<Integer> ports = List.of(
          taken, FreePort.next(), FreePort.next(), taken, FreePort.next(), FreePort.next()).iterator();
      try (LocalKafka kafka = LocalKafka.start(directory, 0, false, ports::next, List.of(), Map.of());
          Admin admin = Admin.create(client(kafka))) {
        assertThat(admin.describeCluster().nodes().get()).hasSize(1);
      }
      assertThat(ports).isExhausted();
    }
  }

  @Test
  void tellsClientsOfADetourToComeBackByIt(@TempDir Path directory) throws Exception {
    int detour = FreePort.next();
    try (LocalKafka kafka = LocalKafka.start(directory, 0, List.of(new Detour("TUNNEL", detour, detour)),
            Map.of("group.min.session.timeout.ms", "1234"));
        Admin direct = Admin.create(client(kafka));
        Admin around = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + detour))) {
      assertThat(direct.describeCluster().nodes().get()).extracting(Node::port).containsExactly(kafka.port());
      assertThat(around.describeCluster().nodes().get()).extracting(Node::port).containsExactly(detour);
    }
  }

  @Test
  void refusesADirectoryThatAnotherBrokerUses(@TempDir Path directory) throws Exception {
    try (LocalKafka first = LocalKafka.start(directory, 0)) {
      assertThatThrownBy(() -> LocalKafka.start(directory, 0))
          .isInstanceOf(LocalKafkaException.class)
          .hasMessage("Kafka cannot start: another broker uses " + directory
              + "; stop it, or choose another directory.");
      try (Admin admin = Admin.create(client(first))) {
        assertThat(admin.describeCluster().nodes().get()).hasSize(1);
      }
    }
  }

  private static Map<String, Object> client(LocalKafka kafka) {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  private static List<String> readAll(LocalKafka kafka, String topic) {
    List<String> values = new ArrayList<>();
    try (var consumer = new KafkaConsumer<>(client(kafka), new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
