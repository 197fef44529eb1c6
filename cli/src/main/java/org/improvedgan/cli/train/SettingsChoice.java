package org.improvedgan.cli.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.experiments.ExperimentFile;
import picocli.CommandLine.Option;

/** The options that change an experiment's settings, and say where its data lie. */
public final class SettingsChoice {

  @Option(names = "--epochs", paramLabel = "N", description = "Epochs of the whole run (default: the experiment's).")
  Integer epochs;

  @Option(names = "--labels", paramLabel = "N",
      description = "Labelled training images; 0 for all (default: the experiment's).")
  Integer labels;

  @Option(names = "--set", paramLabel = "KEY=VALUE",
      description = "Replace one of the experiment's settings; may be given several times.")
  Map<String, String> settings = new LinkedHashMap<>();

  @Option(names = "--data", paramLabel = "DIR",
      description = "Where data sets lie (default: GAN_DATA, else the cache, else a download).")
  Path data;

  /** The settings that replace the experiment's, by name; an option of its own wins over {@code --set}. */
  public Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>(settings);
    Optional.ofNullable(epochs).ifPresent(value -> overrides.put("epochs", value.toString()));
    Optional.ofNullable(labels).ifPresent(value -> overrides.put("labels", value.toString()));
    return overrides;
  }

  /** The folder of data sets that was named. */
  public Optional<Path> data() {
    return Optional.ofNullable(data);
  }

  /**
   * The experiment of this name, or in this file.
   *
   * @throws org.improvedgan.gan.TrainingException one sentence where there is none, or where it is refused
   */
  public static Experiment experiment(String nameOrFile) {
    return ExperimentFile.isFile(nameOrFile) ? ExperimentFile.read(Path.of(nameOrFile)) : Experiments.named(nameOrFile);
  }
}
