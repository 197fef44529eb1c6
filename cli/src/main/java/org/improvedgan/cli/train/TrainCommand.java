package org.improvedgan.cli.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.data.DataFiles;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.gan.TrainingRun;
import org.improvedgan.gan.classifier.ClassifierSettings;
import org.improvedgan.gan.classifier.ClassifierTraining;
import org.improvedgan.gan.engine.Engines;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code gan train}: trains without Kafka, into a folder. */
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Train an experiment, or a classifier such as mnist-classifier, without Kafka. Ctrl-C stops at once; "
        + "--resume goes on from the last finished epoch.")
public final class TrainCommand implements Callable<Integer> {

  private static final DateTimeFormatter RUN_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Terminal terminal;
  private final Installation installation;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "EXPERIMENT",
      description = "What to train, as `gan experiments` lists it, or DATASET-classifier.")
  private String name;

  @Mixin
  private TrainOptions options;

  public TrainCommand(Terminal terminal, Installation installation) {
    this.terminal = terminal;
    this.installation = installation;
  }

  @Override
  public Integer call() throws IOException {
    checkUsage();
    // Before anything is loaded or written.
    Engines.open(options.engine());
    Optional<String> judged = name == null ? Optional.empty() : ClassifierTraining.datasetOf(name);
    OutputFolder folder;
    if (options.resume != null) {
      folder = resume();
    } else if (judged.isPresent()) {
      folder = trainClassifier(judged.get());
    } else {
      folder = start();
    }
    System.out.println(folder.path().resolve(OutputFolder.RESULT));
    return 0;
  }

  private OutputFolder start() throws IOException {
    Experiment experiment = Experiments.named(name);
    Settings settings = experiment.settings().with(options.overrides());
    LabelledImages train = load(settings.dataset(), Split.TRAIN);
    LabelledImages test = load(settings.dataset(), Split.TEST);
    String runId = experiment.name() + "-" + RUN_TIME.format(Instant.now());
    OutputFolder folder = OutputFolder.create(outOr(runId));
    terminal.line("Training " + runId + " on " + settings.dataset() + " into " + folder.path());
    try (TrainingRun run = TrainingRun.start(experiment, settings, train, test, options.engine())) {
      train(run, runId, folder);
    }
    return folder;
  }

  private OutputFolder resume() throws IOException {
    OutputFolder folder = OutputFolder.existing(options.resume.toAbsolutePath().normalize());
    Path checkpoint = folder.latestCheckpoint().orElseThrow();
    JsonNode manifest = new ObjectMapper().readTree(Files.readAllBytes(checkpoint.resolve("manifest.json")));
    String dataset = manifest.path("dataset").asText();
    if (name != null && !name.equals(manifest.path("experiment").asText())) {
      throw new UserError("The run in " + folder.path() + " is one of " + manifest.path("experiment").asText()
          + ", not of " + name + ": leave the name out.");
    }
    LabelledImages train = load(dataset, Split.TRAIN);
    LabelledImages test = load(dataset, Split.TEST);
    byte[] state = Files.readAllBytes(checkpoint.resolve("state.bin"));
    try (TrainingRun run = TrainingRun.resume(state, train, test, options.engine())) {
      terminal.line("Going on with " + checkpoint.getFileName() + " in " + folder.path());
      folder.truncateLog(run.epoch());
      train(run, manifest.path("run").asText(), folder);
    }
    return folder;
  }

  private void train(TrainingRun run, String runId, OutputFolder folder) throws IOException {
    Thread onSignal = new Thread(() -> {
      terminal.clearLive();
      terminal.line(folder.latestCheckpoint().isPresent()
          ? "Stopped: go on with ./gan train --resume " + folder.path()
          : "Stopped before the first epoch was done: nothing was kept.");
    }, "stopped");
    Runtime.getRuntime().addShutdownHook(onSignal);
    new GanTraining(run, options.engine(), runId, folder, options.keep, installation, terminal).toTheEnd();
    Runtime.getRuntime().removeShutdownHook(onSignal);
  }

  private OutputFolder trainClassifier(String dataset) {
    ClassifierSettings settings = ClassifierSettings.defaults();
    settings = options.epochs == null ? settings : settings.withEpochs(options.epochs);
    settings = options.seed == null ? settings : settings.withSeed(options.seed);
    LabelledImages train = load(dataset, Split.TRAIN);
    LabelledImages test = load(dataset, Split.TEST);
    OutputFolder folder = OutputFolder.create(outOr(name));
    terminal.line("Training " + name + " into " + folder.path());
    new DigitClassifierTraining(name, settings, options.engine(), folder, installation, terminal).run(train, test);
    return folder;
  }

  private Path outOr(String runId) {
    Path out = options.out == null ? Path.of("runs", runId) : options.out;
    return out.toAbsolutePath().normalize();
  }

  private LabelledImages load(String dataset, Split split) {
    DataLocation where = DataFiles.location(Optional.ofNullable(options.data));
    return DataFiles.load(dataset, split, where, terminal);
  }

  private void checkUsage() {
    if (name == null && options.resume == null) {
      throw usage("Name an experiment (`gan experiments` lists them) or a run to go on with by --resume DIR.");
    }
    if (options.resume != null && (options.out != null || !options.overrides().isEmpty())) {
      throw usage("--resume goes on with a run as it is: leave --out, --epochs, --labels, --seed and --set out.");
    }
    if (name != null && ClassifierTraining.datasetOf(name).isPresent()
        && (options.resume != null || options.labels != null || !options.settings.isEmpty())) {
      throw usage("A classifier takes --epochs and --seed, but not --resume, --labels or --set.");
    }
    try {
      options.engine();
    } catch (TrainingException e) {
      throw usage(e.getMessage());
    }
    if (options.keep < 1) {
      throw usage("--keep must be at least 1, not " + options.keep + ".");
    }
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
