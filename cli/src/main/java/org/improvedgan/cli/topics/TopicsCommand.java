package org.improvedgan.cli.topics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.kafka.KafkaOptions;
import org.improvedgan.events.Topics;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gan topics}: the step that makes a broker ready for the services; it may be repeated at any time. */
@Command(name = "topics", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Create the topics that are missing on a broker, leave the others as they are, and say of each "
        + "whether it is as the services need it. Exit code 1 if one is not. May be repeated at any time.")
public final class TopicsCommand implements Callable<Integer> {

  private static final int PATIENCE_MS = 30_000;

  private final Terminal terminal;
  private final Installation installation;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @Mixin
  private KafkaOptions kafka;

  @Option(names = "--replication", paramLabel = "N", description = "Copies of each topic that is created, and what is "
      + "asked of those that are there (default: the broker's own, and any).")
  private Short replication;

  @Option(names = "--evaluator-group", paramLabel = "NAME", defaultValue = "evaluator",
      description = "EVALUATOR_GROUP, which is part of three topics' names (default: ${DEFAULT-VALUE}).")
  private String evaluatorGroup;

  @Option(names = "--check", description = "Create nothing: only say what is missing and what is wrong.")
  private boolean check;

  public TopicsCommand(Terminal terminal, Installation installation) {
    this.terminal = terminal;
    this.installation = installation;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (replication != null && replication < 1) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--replication must be 1 or more, not " + replication
          + ".");
    }
    kafka.check();
    Map<String, Object> connection = new HashMap<>(kafka.settings(installation));
    connection.putIfAbsent("default.api.timeout.ms", PATIENCE_MS);
    connection.putIfAbsent("request.timeout.ms", PATIENCE_MS / 3);
    try (Admin admin = Admin.create(connection)) {
      return bringAbout(admin);
    } catch (KafkaException e) {
      throw new UserError("Kafka at " + connection.get("bootstrap.servers") + " refuses or does not answer ("
          + e.getMessage() + "): is it running, is the address right (--kafka), and may this user do so?", e);
    }
  }

  private int bringAbout(Admin admin) throws InterruptedException {
    List<NewTopic> wanted = wanted();
    Map<String, TopicState> before = TopicState.of(admin, wanted);
    List<NewTopic> missing = wanted.stream().filter(topic -> !before.containsKey(topic.name())).toList();
    Map<String, TopicState> after = before;
    if (!check && !missing.isEmpty()) {
      Topics.create(admin, missing);
      // Brokers hear of a new topic a moment after it was made.
      long end = System.nanoTime() + PATIENCE_MS * 1_000_000L;
      do {
        TimeUnit.MILLISECONDS.sleep(50);
        after = TopicState.of(admin, wanted);
      } while (after.size() < wanted.size() && System.nanoTime() < end);
    }
    List<String> wrong = new ArrayList<>();
    for (NewTopic topic : wanted) {
      TopicState state = after.get(topic.name());
      List<String> mistakes = state == null
          ? List.of(check ? "is missing: run this without --check" : "was made, but cannot be seen yet: run this again")
          : state.mistakes(topic, Optional.ofNullable(replication));
      mistakes.forEach(mistake -> wrong.add("The topic " + topic.name() + " " + mistake + "."));
      String word = state == null ? "missing" : !mistakes.isEmpty() ? "wrong"
          : before.containsKey(topic.name()) ? "there" : "created";
      spec.commandLine().getOut().printf("%-8s %s%s%n", word, topic.name(), state == null ? "" : "  " + state.size());
    }
    spec.commandLine().getOut().flush();
    wrong.forEach(terminal::line);
    return wrong.isEmpty() ? 0 : 1;
  }

  private List<NewTopic> wanted() {
    Stream<NewTopic> ofEvaluators = Stream.of(Topics.CHECKPOINTS, Topics.EVALUATION_TASKS, Topics.EVALUATION_PARTS)
        .map(topic -> Topics.deadLetterTopic(topic, evaluatorGroup));
    return Stream.concat(Topics.all().stream(), ofEvaluators).map(this::copied).toList();
  }

  private NewTopic copied(NewTopic topic) {
    return new NewTopic(topic.name(), Optional.of(topic.numPartitions()), Optional.ofNullable(replication))
        .configs(topic.configs());
  }
}
