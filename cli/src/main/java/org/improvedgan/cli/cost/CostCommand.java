package org.improvedgan.cli.cost;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.Machine;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Durations;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.train.CommandLineText;
import org.improvedgan.cli.train.EngineChoice;
import org.improvedgan.cli.train.EngineRecord;
import org.improvedgan.cli.train.SettingsChoice;
import org.improvedgan.cli.train.TrainingData;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.gan.engine.EngineOptions;
import org.improvedgan.gan.engine.Engines;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gan cost}: what an experiment would cost on this machine. */
@Command(name = "cost", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Train a few iterations of an experiment at full size, and say how large its networks are, how long "
        + "an iteration takes here and what the whole run would take.")
public final class CostCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final Installation installation;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "EXPERIMENT",
      description = "What to measure, as `gan experiments` lists it, or an experiment file (.yaml).")
  private String name;

  @Option(names = "--iterations", paramLabel = "N", defaultValue = "20",
      description = "Iterations to measure, after one that warms up (default: ${DEFAULT-VALUE}).")
  private int iterations;

  @Mixin
  private EngineChoice engine;

  @Mixin
  private SettingsChoice choice;

  @Option(names = "--out", paramLabel = "FILE",
      description = "Write the measurement as JSON; `gan results` reads files of the name cost.json.")
  private Path out;

  public CostCommand(Terminal terminal, Installation installation) {
    this.terminal = terminal;
    this.installation = installation;
  }

  @Override
  public Integer call() throws IOException {
    checkUsage();
    EngineOptions options = engine.options();
    Engines.open(options);
    Experiment experiment = SettingsChoice.experiment(name);
    Settings settings = experiment.settings().with(choice.overrides());
    TrainingData.Splits images = new TrainingData(choice.data(), terminal).of(settings.dataset());
    Measurement measured = Measurement.of(experiment, settings, images, options, iterations, terminal);
    System.out.println(String.format(Locale.ROOT, "Parameters: %,d of the generator, %,d of the discriminator%n"
            + "An iteration: %s s (median of %d, %d threads, %s)%nThe whole run of %,d iterations: %s",
        measured.parameters().get("generator"), measured.parameters().get("discriminator"),
        String.format(Locale.ROOT, "%.3g", measured.median()), iterations, options.resolvedThreads(),
        options.device(), measured.fullIterations(), Durations.of(measured.median() * measured.fullIterations())));
    if (out != null) {
      write(fields(experiment, settings, measured, options));
    }
    return 0;
  }

  private Map<String, Object> fields(Experiment experiment, Settings settings, Measurement measured,
      EngineOptions options) {
    Map<String, String> overrides = CommandLineText.overrides(experiment, settings);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("experiment", experiment.name());
    fields.put("secondsPerIteration", measured.median());
    fields.put("iterations", iterations);
    fields.put("fullIterations", measured.fullIterations());
    fields.put("parameters", measured.parameters());
    fields.put("losses", measured.losses());
    fields.put("command", CommandLineText.of("cost", name, overrides, options, " --iterations " + iterations));
    fields.put("overrides", overrides);
    fields.putAll(EngineRecord.of(options));
    fields.put("gitRevision", installation.gitRevision());
    fields.put("machine", Machine.current().toMap());
    fields.put("date", Instant.now().toString());
    return fields;
  }

  private void write(Map<String, Object> fields) {
    try {
      Files.createDirectories(out.toAbsolutePath().getParent());
      Files.write(out, new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(fields));
    } catch (IOException e) {
      throw new UserError("The file " + out + " cannot be written: give --out another one.", e);
    }
  }

  private void checkUsage() {
    if (iterations < 1) {
      throw usage("--iterations must be at least 1, not " + iterations + ".");
    }
    try {
      engine.options();
    } catch (TrainingException e) {
      throw usage(e.getMessage());
    }
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
