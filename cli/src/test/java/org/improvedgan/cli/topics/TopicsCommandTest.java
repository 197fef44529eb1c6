package org.improvedgan.cli.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.events.Topics;
import org.improvedgan.kafka.local.FreePort;
import org.improvedgan.kafka.local.LocalKafka;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Against a real broker. */
class TopicsCommandTest {

  private final List<Exception> failures = new ArrayList<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private StringWriter list;

  private int topics(String kafka, String... options) {
    said.reset();
    list = new StringWriter();
    Terminal terminal = new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8), false, 80, System::nanoTime);
    CommandLine line = new CommandLine(new TopicsCommand(terminal, new Installation(Path.of("."))));
    line.setOut(new PrintWriter(list));
    line.setExecutionExceptionHandler((failure, command, parsed) -> failures.add(failure) ? 1 : 0);
    return line.execute(Stream.concat(Stream.of("--kafka", kafka), Arrays.stream(options)).toArray(String[]::new));
  }

  private List<String> sentences() {
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void topicsAreMadeOnceAndWhatIsWrongIsSaid() throws Exception {
    try (LocalKafka kafka = LocalKafka.startTemporary();
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      String address = kafka.bootstrapServers();
      // More partitions and longer times are the operator's choice.
      Topics.create(admin, List.of(new NewTopic(Topics.TRAINING_REQUESTS, Optional.of(8), Optional.empty())
          .configs(Map.of("retention.ms", "-1"))));
      await("the broker to know the topic").atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() ->
          topics(address, "--check") == 1 && sentences().size() == 15);
      assertThat(sentences()).contains("The topic gan.checkpoints is missing: run this without --check.");
      assertThat(admin.listTopics().names().get()).hasSize(1);

      assertThat(topics(address, "--replication", "1")).as("%s", failures).isZero();
      assertThat(admin.listTopics().names().get()).hasSize(16).contains(Topics.CHECKPOINT_CHUNKS,
          "gan.evaluation-tasks.evaluator.dead-letter");
      assertThat(sentences()).isEmpty();
      assertThat(list.toString()).contains("there    gan.training-requests  8 partitions, 1 copy\n",
          "created  gan.training-progress  4 partitions, 1 copy\n");
      assertThat(topics(address)).as("again").isZero();
      assertThat(list.toString().lines()).hasSize(16).allMatch(line -> line.startsWith("there    gan."));
      assertThat(topics(address, "--check")).as("nothing is missing").isZero();

      configure(admin, Topics.TRAINING_PROGRESS, "retention.ms", "-1");
      configure(admin, Topics.CHECKPOINT_CHUNKS, "cleanup.policy", "delete,compact");
      assertThat(topics(address, "--check")).as("what was chosen").isZero();

      configure(admin, Topics.HUMAN_RATINGS, "retention.ms", "604800000");
      configure(admin, Topics.CHECKPOINT_CHUNKS, "cleanup.policy", "delete");
      configure(admin, Topics.CHECKPOINT_CHUNKS, "max.message.bytes", "1048588");
      admin.deleteTopics(Set.of(Topics.CHECKPOINTS, Topics.EVALUATION_TASKS)).all().get();
      Topics.create(admin, List.of(new NewTopic(Topics.CHECKPOINTS, Optional.of(4), Optional.empty())
          .configs(Map.of("cleanup.policy", "compact")),
          new NewTopic(Topics.EVALUATION_TASKS, Optional.of(2), Optional.empty())
              .configs(Map.of("retention.ms", "2592000000"))));
      await("the broker to know the new topics").atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() ->
          admin.describeTopics(List.of(Topics.CHECKPOINTS, Topics.EVALUATION_TASKS)).allTopicNames().get()
              .values().stream().mapToInt(topic -> topic.partitions().size()).sum() == 6);
      assertThat(topics(address, "--replication", "1")).isEqualTo(1);
      assertThat(sentences()).containsExactlyInAnyOrder(
          "The topic gan.checkpoints has 4 partitions, but its order matters, so it must have 1: delete it, if it may "
              + "be lost, and run this again.",
          "The topic gan.evaluation-tasks has 2 partitions and needs 10: add some (kafka-topics.sh --alter "
              + "--partitions 10).",
          "The topic gan.human-ratings has retention.ms=604800000 and needs -1: set it (kafka-configs.sh --alter "
              + "--add-config 'retention.ms=[-1]').",
          "The topic gan.checkpoint-chunks has cleanup.policy=delete and needs compact,delete: set it "
              + "(kafka-configs.sh --alter --add-config 'cleanup.policy=[compact,delete]').",
          "The topic gan.checkpoint-chunks has max.message.bytes=1048588 and needs 2097152: set it "
              + "(kafka-configs.sh --alter --add-config 'max.message.bytes=[2097152]').");
      assertThat(topics(address, "--replication", "3", "--check")).isEqualTo(1);
      assertThat(sentences()).contains("The topic gan.human-results has fewer copies than 3 (1): move it "
          + "(kafka-reassign-partitions.sh).");
      assertThat(topics(address, "--replication", "3", "--evaluator-group", "second")).isEqualTo(1);
      assertThat(failures).singleElement().isInstanceOf(UserError.class).asString()
          .contains("gan.checkpoints.second.dead-letter").contains("replication");
    }
  }

  @Test
  void aBrokerThatIsNotThereIsOneSentence(@TempDir Path folder) throws IOException {
    String address = "127.0.0.1:" + FreePort.next();
    Path hasty = Files.writeString(folder.resolve("hasty.properties"),
        "default.api.timeout.ms=1000\nrequest.timeout.ms=500\n");
    assertThat(topics(address, "--kafka-config", hasty.toString())).isEqualTo(1);
    assertThat(failures).singleElement().isInstanceOf(UserError.class).asString()
        .contains("Kafka at " + address + " refuses or does not answer (").contains("is the address right (--kafka)");
  }

  private static void configure(Admin admin, String topic, String name, String value) throws Exception {
    admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic),
        List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)))).all().get();
  }
}
