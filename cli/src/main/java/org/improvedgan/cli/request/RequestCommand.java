package org.improvedgan.cli.request;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.kafka.KafkaOptions;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Experiments;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gan request}: asks the trainers of a running system for a training run, wherever they are. */
@Command(name = "request", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Ask a running system for a training run. One of its trainers takes the request as soon as it is "
        + "free. The only line on standard output is the run's id. A request with the id of a run that was there "
        + "before goes on with it.")
public final class RequestCommand implements Callable<Integer> {

  private static final DateTimeFormatter RUN_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Terminal terminal;
  private final Installation installation;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @Parameters(index = "0", paramLabel = "EXPERIMENT", description = "What to train, as `gan experiments` lists it.")
  private String experimentName;

  @Option(names = "--run-id", paramLabel = "ID", description = "Name of the run: 1 to 100 letters, digits, dots, "
      + "hyphens and underscores (default: the experiment's name and the time).")
  private String runId;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Replace one of the experiment's settings; may be "
      + "given several times. A folder of images is named relative to the trainer's data folder.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Mixin
  private KafkaOptions kafka;

  @Option(names = "--follow", description = "Stay until the run has ended and its checkpoints are scored, and show how "
      + "it goes. Exit code 1 if it fails. Ctrl-C ends the watching, not the run.")
  private boolean follow;

  @Option(names = "--scores-within", paramLabel = "SECONDS", defaultValue = "60", description = "With --follow: after "
      + "the run's end, how long without a new score until no more are waited for (default: ${DEFAULT-VALUE}).")
  private int scoresWithin;

  public RequestCommand(Terminal terminal, Installation installation) {
    this.terminal = terminal;
    this.installation = installation;
  }

  @Override
  public Integer call() throws InterruptedException {
    Experiment experiment = Experiments.named(experimentName);
    Datasets.named(experiment.settings().with(overrides).dataset());
    String run = runId == null ? experimentName + "-" + RUN_TIME.format(Instant.now()) : runId;
    if (!run.matches("[A-Za-z0-9._-]{1,100}")) {
      throw usage("--run-id must be 1 to 100 letters, digits, dots, hyphens or underscores, not \"" + run + "\".");
    }
    if (scoresWithin < 0) {
      throw usage("--scores-within must be 0 or more, not " + scoresWithin + ".");
    }
    kafka.check();
    Map<String, Object> connection = kafka.settings(installation);
    if (!follow) {
      ask(connection, run);
      return 0;
    }
    // It looks where the topics end before the request is there, so that it hears nothing of earlier requests.
    try (RunWatch watch = RunWatch.from(connection, run, terminal)) {
      ask(connection, run);
      Optional<String> failure = watch.untilEnd(Duration.ofSeconds(scoresWithin));
      failure.ifPresent(reason -> {
        throw new UserError("The run " + run + " failed: " + reason);
      });
      return 0;
    }
  }

  private void ask(Map<String, Object> connection, String run) throws InterruptedException {
    Requests.send(connection, "/gan-request", run, experimentName, overrides);
    terminal.line("Asked for a run of " + experimentName + "; it begins as soon as a trainer is free.");
    spec.commandLine().getOut().println(run);
    spec.commandLine().getOut().flush();
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
