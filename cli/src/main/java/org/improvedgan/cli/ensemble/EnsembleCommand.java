package org.improvedgan.cli.ensemble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.Machine;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.score.ModelFiles;
import org.improvedgan.cli.train.CommandLineText;
import org.improvedgan.cli.train.EngineChoice;
import org.improvedgan.cli.train.EngineRecord;
import org.improvedgan.cli.train.FolderOptions;
import org.improvedgan.cli.train.GanRuns;
import org.improvedgan.cli.train.SettingsChoice;
import org.improvedgan.cli.train.TrainingData;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.gan.engine.Engines;
import org.improvedgan.inference.OnnxClassifier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gan ensemble}: trains an experiment with several seeds, and classifies with all of them together. */
@Command(name = "ensemble", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Train an experiment with several seeds on the same labelled images, and average the predictions of "
        + "the newest classifiers. Given again, it goes on where it was stopped; seeds that are trained are not "
        + "trained again.")
public final class EnsembleCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final Installation installation;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "EXPERIMENT",
      description = "An experiment that classifies, as `gan experiments` lists it, or an experiment file (.yaml).")
  private String name;

  @Option(names = "--seeds", paramLabel = "N", defaultValue = "10",
      description = "How many models (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(names = "--first-seed", paramLabel = "S",
      description = "Seed of the first; the others follow (default: the experiment's).")
  private Long firstSeed;

  @Mixin
  private EngineChoice engine;

  @Mixin
  private SettingsChoice choice;

  @Option(names = "--out", paramLabel = "DIR", description = "Folder for a folder seed-N of each seed, and result.json "
      + "(default: runs/NAME-ensemble).")
  private Path out;

  @Mixin
  private FolderOptions folder;

  public EnsembleCommand(Terminal terminal, Installation installation) {
    this.terminal = terminal;
    this.installation = installation;
  }

  @Override
  public Integer call() throws IOException {
    checkUsage();
    Engines.open(engine.options());
    Experiment experiment = SettingsChoice.experiment(name);
    Settings settings = experiment.settings().with(choice.overrides());
    if (!settings.classifies()) {
      throw new UserError("The experiment " + experiment.name() + " has no classifier of single images, so there is "
          + "nothing to average: choose one of feature matching.");
    }
    TrainingData data = new TrainingData(choice.data(), terminal);
    LabelledImages test = data.of(settings.dataset()).test();
    Path root = (out == null ? Path.of("runs", experiment.name() + "-ensemble") : out).toAbsolutePath().normalize();
    GanRuns runs = new GanRuns(engine.options(), folder, data, installation, terminal);
    Ensemble ensemble = new Ensemble(test.labels(), test.classes());
    List<Map<String, Object>> members = new ArrayList<>();
    for (long seed = first(settings); seed < first(settings) + seeds; seed++) {
      GanRuns.Trained trained = runs.finish(experiment.name() + "-seed-" + seed, name, experiment,
          settings.with(Map.of("seed", Long.toString(seed))), root.resolve("seed-" + seed));
      try (OnnxClassifier classifier = ModelFiles.classifier(trained.checkpoint().resolve("classifier.onnx"),
          engine.options().resolvedThreads())) {
        ensemble.add(classifier.logits(test.images()));
      }
      members.add(member(seed, ensemble.wrongOfMembers().get(members.size()), trained.result()));
    }
    write(root, result(experiment, settings, test.count(), ensemble, members));
    System.out.println(text(ensemble, test.count()));
    System.out.println(root.resolve("result.json"));
    return 0;
  }

  private long first(Settings settings) {
    return firstSeed == null ? settings.seed() : firstSeed;
  }

  private static Map<String, Object> member(long seed, int wrong, JsonNode result) {
    Map<String, Object> member = new LinkedHashMap<>();
    member.put("seed", seed);
    member.put("testErrors", wrong);
    for (String key : List.of("checkpoint", "epoch", "metrics", "trainingSeconds", "revisions")) {
      member.put(key, result.path(key));
    }
    return member;
  }

  private Map<String, Object> result(Experiment experiment, Settings settings, int testImages, Ensemble ensemble,
      List<Map<String, Object>> members) {
    Map<String, String> overrides = CommandLineText.overrides(experiment, settings);
    overrides.remove("seed");
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("experiment", experiment.name());
    result.put("dataset", settings.dataset());
    result.put("ensembleOf", members.size());
    result.put("testImages", testImages);
    result.put("meanTestErrors", ensemble.mean());
    result.put("standardDeviation", ensemble.standardDeviation());
    result.put("ensembleTestErrors", ensemble.wrong());
    result.put("epoch", settings.epochs());
    result.put("command", CommandLineText.of("ensemble", name, overrides, engine.options(), " --seeds " + seeds
        + (first(settings) == experiment.settings().seed() ? "" : " --first-seed " + first(settings))));
    result.put("overrides", overrides);
    result.put("settings", settings.toMap());
    result.put("seeds", members);
    result.putAll(EngineRecord.of(engine.options()));
    result.put("gitRevision", installation.gitRevision());
    result.put("machine", Machine.current().toMap());
    result.put("date", Instant.now().toString());
    return result;
  }

  private static void write(Path root, Map<String, Object> result) throws IOException {
    Path half = root.resolve(".result.json");
    Files.write(half, new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(result));
    Files.move(half, root.resolve("result.json"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String text(Ensemble ensemble, int testImages) {
    double percent = 100.0 / testImages;
    return String.format(Locale.ROOT, "Single models: %.1f ± %.1f errors of %,d test images (%.2f ± %.2f %%), %d "
            + "seeds%nEnsemble of %d: %d errors (%.2f %%)", ensemble.mean(), ensemble.standardDeviation(), testImages,
        ensemble.mean() * percent, ensemble.standardDeviation() * percent, ensemble.wrongOfMembers().size(),
        ensemble.wrongOfMembers().size(), ensemble.wrong(), ensemble.wrong() * percent);
  }

  private void checkUsage() {
    if (seeds < 1) {
      throw usage("--seeds must be at least 1, not " + seeds + ".");
    }
    if (choice.overrides().containsKey("seed")) {
      throw usage("Give the first seed by --first-seed, not by --set.");
    }
    if (!folder.fault().isEmpty()) {
      throw usage(folder.fault());
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
