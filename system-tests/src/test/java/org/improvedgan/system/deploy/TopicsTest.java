package org.improvedgan.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.improvedgan.events.Topics;
import org.junit.jupiter.api.Test;

/** Topics and rights of deploy/kubernetes: those of the code. */
class TopicsTest {

  /** The evaluator's group unless it is set otherwise, and what its loops add to it. */
  private static final String EVALUATOR = "evaluator";
  private static final Set<String> GROUPS = Set.of(Topics.TRAINER_GROUP, EVALUATOR, EVALUATOR + "-workers",
      EVALUATOR + "-assemblers", EVALUATOR + "-real-data");

  @Test
  void areThoseThatTheServicesWouldCreate() {
    Map<String, Object> wanted = new TreeMap<>();
    expected().forEach(topic -> wanted.put(topic.name(), Map.of("partitions", topic.numPartitions(), "replicas", 3,
        "config", topic.configs())));
    Map<String, Object> there = new TreeMap<>();
    Checkout.objects("KafkaTopic").forEach(topic -> there.put(Checkout.name(topic), Map.of(
        "partitions", Checkout.at(topic, "spec", "partitions"), "replicas", Checkout.at(topic, "spec", "replicas"),
        "config", Checkout.map(Checkout.at(topic, "spec", "config")).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue()))))));
    assertThat(there).isEqualTo(wanted);
  }

  @Test
  void areTheOnlyOnesThatAnybodyHasRightsTo() {
    Set<String> topics = expected().stream().map(NewTopic::name).collect(Collectors.toSet());
    Set<String> touched = new TreeSet<>();
    rights().forEach(right -> {
      String name = (String) Checkout.at(right, "resource", "name");
      boolean prefix = "prefix".equals(Checkout.at(right, "resource", "patternType"));
      switch ((String) Checkout.at(right, "resource", "type")) {
        case "topic" -> {
          if (prefix) {
            assertThat(name).isEqualTo("gan.");
            assertThat(Checkout.<String>list(right.get("operations"))).containsExactly("Create");
          } else {
            assertThat(topics).contains(name);
            touched.add(name);
          }
        }
        case "group" -> assertThat(GROUPS).contains(name);
        case "transactionalId" -> assertThat(name).isIn("trainer-", "evaluator-");
        default -> throw new AssertionError("Nobody needs rights to " + right.get("resource"));
      }
    });
    assertThat(touched).as("topics that somebody may use").containsAll(topics);
  }

  @Test
  void areWrittenByThoseWhoDo() {
    Map<String, Set<String>> writers = new TreeMap<>();
    Checkout.objects("KafkaUser").forEach(user -> rights(user)
        .filter(right -> Checkout.<String>list(right.get("operations")).contains("Write"))
        .filter(right -> "topic".equals(Checkout.at(right, "resource", "type")))
        .forEach(right -> writers.computeIfAbsent((String) Checkout.at(right, "resource", "name"),
            name -> new TreeSet<>()).add(Checkout.name(user))));
    assertThat(writers.get(Topics.TRAINING_REQUESTS)).containsExactly("requester");
    assertThat(writers.get(Topics.TRAINING_PROGRESS)).containsExactly("trainer");
    assertThat(writers.get(Topics.CHECKPOINTS)).containsExactly("trainer");
    assertThat(writers.get(Topics.CHECKPOINT_CHUNKS)).containsExactly("trainer");
    assertThat(writers.get(Topics.EVALUATIONS)).containsExactly("evaluator");
    assertThat(writers.get(Topics.HUMAN_RATINGS)).containsExactly("human-eval");
    assertThat(writers.get(Topics.HUMAN_RESULTS)).containsExactly("human-eval");
  }

  @Test
  void giveEachServiceAUserOfItsName() {
    assertThat(Checkout.objects("KafkaUser").stream().map(Checkout::name)).containsAll(Checkout.SERVICES.keySet());
  }

  private static List<NewTopic> expected() {
    List<NewTopic> topics = new ArrayList<>(Topics.all());
    for (String topic : List.of(Topics.CHECKPOINTS, Topics.EVALUATION_TASKS, Topics.EVALUATION_PARTS)) {
      topics.add(Topics.deadLetterTopic(topic, EVALUATOR));
    }
    return topics;
  }

  private static Stream<Map<String, Object>> rights() {
    return Checkout.objects("KafkaUser").stream().flatMap(TopicsTest::rights);
  }

  private static Stream<Map<String, Object>> rights(Map<String, Object> user) {
    return Checkout.<Map<String, Object>>list(Checkout.at(user, "spec", "authorization", "acls")).stream();
  }
}
