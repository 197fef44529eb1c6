package org.improvedgan.cli.up;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.data.DataFiles;
import org.improvedgan.cli.process.Ports;
import org.improvedgan.cli.request.Requests;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gan up}: the whole system on this machine. */
@Command(name = "up", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Run the whole system on this machine: Kafka, PostgreSQL, the four services and a training run. "
        + "Ctrl-C stops everything.")
public final class UpCommand implements Callable<Integer> {

  private static final DateTimeFormatter RUN_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final String DEFAULT_EXPERIMENT = "mnist-demo";

  private final Terminal terminal;
  private final Installation installation;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @Option(names = "--experiment", paramLabel = "NAME",
      description = "What to train, as `gan experiments` lists it (default: " + DEFAULT_EXPERIMENT + ").")
  private String experimentName;

  @Option(names = "--set", paramLabel = "KEY=VALUE",
      description = "Replace one of the experiment's settings; may be given several times.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Option(names = "--until-evaluated", paramLabel = "N",
      description = "Stop everything and print a JSON summary once N checkpoints of the run have been scored.")
  private Integer untilEvaluated;

  @Option(names = "--data", paramLabel = "DIR",
      description = "Where data sets lie (default: GAN_DATA, else the cache, else a download).")
  private Path data;

  @Option(names = "--state", paramLabel = "DIR",
      description = "Where broker, database and logs lie (default: .gan/up beside the gan script).")
  private Path stateDirectory;

  @Option(names = "--continue",
      description = "Go on with the last run, its checkpoints, scores and ratings, instead of starting afresh.")
  private boolean continued;

  @Option(names = "--port-offset", paramLabel = "N", defaultValue = "0",
      description = "Add N to the usual ports (sampler 8080, trainer 8081, evaluator 8082, human-eval 8083, gRPC 9000, "
          + "Kafka 9092, PostgreSQL 5432). A port that is taken is replaced by the next free one anyway.")
  private int portOffset;

  public UpCommand(Terminal terminal, Installation installation) {
    this.terminal = terminal;
    this.installation = installation;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    checkUsage();
    Path path = (stateDirectory == null ? installation.defaultState() : stateDirectory).toAbsolutePath().normalize();
    DataLocation where = DataFiles.location(Optional.ofNullable(data));
    Map<String, String> chosen = new TreeMap<>(overrides);
    RunFile fresh = continued ? null : plan(chosen, where);
    StateDirectory state = StateDirectory.open(path, continued);
    RunFile run = continued ? lastRun(state) : fresh;
    // What the broker and the Kafka clients of this process say goes to a file, not between the lines on the terminal.
    System.setProperty("org.slf4j.simpleLogger.logFile", state.logs().resolve("broker.log").toString());
    Addresses addresses = Addresses.choose(new Ports(terminal::line), portOffset);
    AdminToken token = AdminToken.choose(state.path());
    LocalSystem system = new LocalSystem(installation, state, addresses, shared(where), token.value(), terminal);
    Thread onSignal = new Thread(() -> stop(system, state), "stop");
    Runtime.getRuntime().addShutdownHook(onSignal);
    try {
      RunStatus status = new RunStatus(run.run(), run.dataset());
      run(system, state, addresses, run, chosen, status, token);
      if (untilEvaluated != null) {
        stop(system, state);
        System.out.println(UpSummary.of(run.run(), run.experiment(), run.dataset(), status, addresses.urls()));
      }
      return 0;
    } finally {
      stop(system, state);
    }
  }

  private void checkUsage() {
    if (untilEvaluated != null && untilEvaluated < 1) {
      throw usage("--until-evaluated must be at least 1, not " + untilEvaluated + ".");
    }
    if (portOffset < 0 || portOffset > 50_000) {
      throw usage("--port-offset must be from 0 to 50000, not " + portOffset + ".");
    }
    if (continued && (experimentName != null || !overrides.isEmpty())) {
      throw usage("--continue goes on with the last run as it is: leave --experiment and --set out.");
    }
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }

  private RunFile plan(Map<String, String> chosen, DataLocation where) {
    Experiment experiment = Experiments.named(experimentName == null ? DEFAULT_EXPERIMENT : experimentName);
    Settings settings = experiment.settings().with(chosen);
    if (untilEvaluated != null && untilEvaluated > settings.epochs()) {
      throw usage("The run has " + settings.epochs() + " epochs and so at most as many checkpoints: ask for no more, "
          + "or add --set epochs=" + untilEvaluated + ".");
    }
    DatasetChoice.replacement(settings, chosen, where, terminal).ifPresent(name -> chosen.put("dataset", name));
    return new RunFile(experiment.name() + "-" + RUN_TIME.format(Instant.now()), experiment.name(),
        settings.with(chosen).dataset(), settings.epochs());
  }

  private RunFile lastRun(StateDirectory state) {
    return RunFile.read(state.path()).orElseThrow(() -> {
      state.close();
      return new UserError("There is no run to continue in " + state.path() + ": start one without --continue.");
    });
  }

  private static Map<String, String> shared(DataLocation where) {
    Map<String, String> environment = new TreeMap<>();
    where.data().ifPresent(folder -> environment.put("GAN_DATA", folder.toAbsolutePath().toString()));
    environment.put("OMP_WAIT_POLICY", System.getenv().getOrDefault("OMP_WAIT_POLICY", "passive"));
    return environment;
  }

  private void run(LocalSystem system, StateDirectory state, Addresses addresses, RunFile run,
      Map<String, String> chosen, RunStatus status, AdminToken token) throws IOException, InterruptedException {
    terminal.line((continued ? "Continuing " : "Run ") + run.run() + " on " + run.dataset() + "; logs: "
        + state.logs());
    terminal.live("Starting: Kafka, PostgreSQL, trainer");
    system.announce(run.run());
    system.begin();
    system.awaitBroker();
    if (!continued) {
      Requests.send(Map.of("bootstrap.servers", addresses.kafka()), "/gan-up", run.run(), run.experiment(), chosen);
      run.write(state.path());
    }
    system.startServices();
    Dashboard dashboard = new Dashboard(terminal, status);
    try (RunFollower follower = new RunFollower(addresses.kafka(), dashboard::hear, dashboard::hear)) {
      follower.start();
      system.awaitReady();
      printAddresses(addresses, token);
      follow(system, status, dashboard);
    }
  }

  private void printAddresses(Addresses addresses, AdminToken token) {
    terminal.line("  Scores         " + addresses.url(Service.EVALUATOR));
    terminal.line("  Judge images   " + addresses.url(Service.HUMAN_EVAL));
    // What is printed to a file may be read by others.
    terminal.line("  Studies        " + addresses.url(Service.HUMAN_EVAL) + "/admin"
        + (terminal.interactive() && token.made() ? "#token=" + token.value() : ", token: " + token.source()));
    terminal.line("  Samples        " + addresses.url(Service.SAMPLER) + ", gRPC " + addresses.grpc());
    terminal.line("  Training       " + addresses.url(Service.TRAINER));
    terminal.line("  Kafka          " + addresses.kafka());
  }

  /** Returns when enough was scored; without {@code --until-evaluated} never. */
  private void follow(LocalSystem system, RunStatus status, Dashboard dashboard) throws InterruptedException {
    while (untilEvaluated == null || !status.evaluated(untilEvaluated)) {
      system.checkAlive();
      if (untilEvaluated != null) {
        status.hopeless(untilEvaluated).ifPresent(reason -> {
          throw new UserError(reason);
        });
      }
      dashboard.refresh();
      status.awaitChange(1000, s -> untilEvaluated != null && s.evaluated(untilEvaluated));
    }
    terminal.clearLive();
  }

  private void stop(LocalSystem system, StateDirectory state) {
    terminal.clearLive();
    system.close();
    state.close();
  }
}
