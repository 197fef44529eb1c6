package org.improvedgan.cli.topics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A topic as the broker has it.
 *
 * @param copies of the partition that has the fewest
 * @param configs every setting of it, by name
 */
record TopicState(int partitions, int copies, Map<String, String> configs) {

  /** What the broker has of these topics, by name; those that are missing are missing here too. */
  static Map<String, TopicState> of(Admin admin, Collection<NewTopic> topics) {
    Map<String, TopicDescription> described = new HashMap<>();
    admin.describeTopics(topics.stream().map(NewTopic::name).toList()).topicNameValues()
        .forEach((name, answer) -> found(answer).ifPresent(topic -> described.put(name, topic)));
    Map<String, TopicState> states = new HashMap<>();
    admin.describeConfigs(described.keySet().stream()
        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList()).values()
        .forEach((resource, answer) -> found(answer).ifPresent(config -> {
          List<TopicPartitionInfo> partitions = described.get(resource.name()).partitions();
          Map<String, String> values = new HashMap<>();
          config.entries().forEach(entry -> values.put(entry.name(), entry.value()));
          states.put(resource.name(), new TopicState(partitions.size(),
              partitions.stream().mapToInt(partition -> partition.replicas().size()).min().orElse(0), values));
        }));
    return states;
  }

  /** For a line of a list. */
  String size() {
    return partitions + (partitions == 1 ? " partition, " : " partitions, ") + copies
        + (copies == 1 ? " copy" : " copies");
  }

  /**
   * What would keep the services from working with it or lose events, each as the end of a sentence. More partitions
   * than ours are allowed where there are several, and so is a longer time of keeping: they may have been chosen.
   */
  List<String> mistakes(NewTopic wanted, Optional<Short> replication) {
    List<String> mistakes = new ArrayList<>();
    if (wanted.numPartitions() == 1 && partitions != 1) {
      mistakes.add("has " + partitions + " partitions, but its order matters, so it must have 1: delete it, if it may "
          + "be lost, and run this again");
    } else if (partitions < wanted.numPartitions()) {
      mistakes.add("has " + partitions + " partitions and needs " + wanted.numPartitions()
          + ": add some (kafka-topics.sh --alter --partitions " + wanted.numPartitions() + ")");
    }
    replication.filter(number -> copies < number).ifPresent(number -> mistakes.add("has fewer copies than "
        + number + " (" + copies + "): move it (kafka-reassign-partitions.sh)"));
    wanted.configs().forEach((name, value) -> {
      String found = configs.getOrDefault(name, "");
      if (!test(name, value).test(found)) {
        mistakes.add("has " + name + "=" + found + " and needs " + value + ": set it (kafka-configs.sh --alter "
            + "--add-config '" + name + "=[" + value + "]')");
      }
    });
    return mistakes;
  }

  private static Predicate<String> test(String name, String wanted) {
    return switch (name) {
      case TopicConfig.CLEANUP_POLICY_CONFIG -> found -> policies(found).equals(policies(wanted));
      case TopicConfig.RETENTION_MS_CONFIG, TopicConfig.RETENTION_BYTES_CONFIG ->
          found -> forever(found) || !forever(wanted) && Long.parseLong(found) >= Long.parseLong(wanted);
      case TopicConfig.MAX_MESSAGE_BYTES_CONFIG -> found -> Long.parseLong(found) >= Long.parseLong(wanted);
      // How soon the disk is freed is a matter of cost.
      default -> found -> true;
    };
  }

  private static boolean forever(String limit) {
    return limit.startsWith("-");
  }

  private static Set<String> policies(String value) {
    return new TreeSet<>(List.of(value.split("\\s*,\\s*")));
  }

  private static <T> Optional<T> found(KafkaFuture<T> answer) {
    try {
      return Optional.of(answer.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted while asking for topics", e);
    }
  }
}
