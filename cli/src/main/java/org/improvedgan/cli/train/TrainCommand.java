package org.improvedgan.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.gan.classifier.ClassifierSettings;
import org.improvedgan.gan.classifier.ClassifierTraining;
import org.improvedgan.gan.engine.Engines;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code gan train}: trains without Kafka, into a folder. */
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Train an experiment, or a classifier such as mnist-classifier, without Kafka. Ctrl-C saves "
        + "the state and stops; --resume goes on from there.")
public final class TrainCommand implements Callable<Integer> {

  private static final DateTimeFormatter RUN_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Terminal terminal;
  private final Installation installation;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "EXPERIMENT",
      description = "What to train, as `gan experiments` lists it, an experiment file (.yaml) of your own, or "
          + "DATASET-classifier.")
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
    Engines.open(options.engine.options());
    GanRuns runs = new GanRuns(options.engine.options(), options.folder,
        new TrainingData(options.choice.data(), terminal), installation, terminal);
    Path folder;
    if (options.resume != null) {
      folder = options.resume.toAbsolutePath().normalize();
      runs.resume(folder, Optional.ofNullable(name));
    } else if (ClassifierTraining.datasetOf(name).isPresent()) {
      folder = trainClassifier(ClassifierTraining.datasetOf(name).get());
    } else {
      Experiment experiment = SettingsChoice.experiment(name);
      String run = experiment.name() + "-" + RUN_TIME.format(Instant.now());
      folder = outOr(run);
      runs.start(run, name, experiment, experiment.settings().with(options.overrides()), folder);
    }
    System.out.println(folder.resolve(OutputFolder.RESULT));
    return 0;
  }

  private Path trainClassifier(String dataset) {
    ClassifierSettings settings = ClassifierSettings.defaults();
    settings = options.choice.epochs == null ? settings : settings.withEpochs(options.choice.epochs);
    settings = options.seed == null ? settings : settings.withSeed(options.seed);
    TrainingData.Splits images = new TrainingData(options.choice.data(), terminal).of(dataset);
    OutputFolder folder = OutputFolder.create(outOr(name));
    terminal.line("Training " + name + " into " + folder.path());
    new DigitClassifierTraining(name, settings, options.engine.options(), folder, installation, terminal)
        .run(images.train(), images.test());
    return folder.path();
  }

  private Path outOr(String runId) {
    Path out = options.out == null ? Path.of("runs", runId) : options.out;
    return out.toAbsolutePath().normalize();
  }

  private void checkUsage() {
    if (name == null && options.resume == null) {
      throw usage("Name an experiment (`gan experiments` lists them) or a run to go on with by --resume DIR.");
    }
    if (options.resume != null && (options.out != null || !options.overrides().isEmpty())) {
      throw usage("--resume goes on with a run as it is: leave --out, --epochs, --labels, --seed and --set out.");
    }
    if (name != null && ClassifierTraining.datasetOf(name).isPresent()
        && (options.resume != null || options.choice.labels != null
        || !options.choice.settings.isEmpty())) {
      throw usage("A classifier takes --epochs and --seed, but not --resume, --labels or --set.");
    }
    try {
      options.engine.options();
    } catch (TrainingException e) {
      throw usage(e.getMessage());
    }
    if (!options.folder.fault().isEmpty()) {
      throw usage(options.folder.fault());
    }
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
