package org.improvedgan.gan.experiments;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.Origin;
import org.improvedgan.gan.PaperResults;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.TrainingException;

/**
 * An experiment as a YAML file. Its keys are {@code summary}, {@code section}, {@code target}, {@code origin},
 * {@code paper} (with {@code table}, {@code measure}, {@code value}, {@code labels}, {@code ensemble} and
 * {@code iterations}), {@code base}, the experiment whose settings hold where the file gives none, and
 * {@code settings}; without a base every setting must be there.
 */
public final class ExperimentFile {
  private static final String FOLDER = "/experiments/";
  private static final String ENDING = ".yaml";
  private static final Map<String, Experiment> BUNDLED = new ConcurrentHashMap<>();

  private ExperimentFile() {}

  /** The experiment of this name that comes with the project. */
  public static Experiment bundled(String name) {
    Experiment known = BUNDLED.get(name);
    if (known == null) {
      known = parse(name, name + ENDING, resource(name + ENDING));
      BUNDLED.put(name, known);
    }
    return known;
  }

  private static String resource(String file) {
    try (InputStream in = ExperimentFile.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new TrainingException("The file experiments/" + file + " is missing from this build.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new TrainingException("The file experiments/" + file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** Whether somebody means a file, not an experiment's name. */
  public static boolean isFile(String text) {
    return text.endsWith(ENDING) || text.endsWith(".yml");
  }

  /**
   * Reads a user's experiment; it goes by the name of the file.
   *
   * @throws TrainingException one sentence that names the file, the key and what it may be
   */
  public static Experiment read(Path file) {
    try {
      String name = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
      return parse(name, file.toString(), Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new TrainingException("There is no experiment file " + file + ".", e);
    } catch (IOException e) {
      throw new TrainingException("The experiment file " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  static Experiment parse(String name, String file, String yaml) {
    YamlMap all = YamlMap.parse(file, yaml);
    all.allow(Set.of("summary", "section", "target", "origin", "paper", "base", "settings"));
    Map<String, String> given = all.map("settings").map(YamlMap::texts).orElse(Map.of());
    Optional<String> base = all.text("base");
    if (base.isEmpty() && given.isEmpty()) {
      throw all.refused("needs settings, or the name of an experiment as base");
    }
    Settings settings;
    try {
      settings = base.isPresent() ? Experiments.named(base.get()).settings().with(given) : Settings.of(given);
    } catch (TrainingException e) {
      throw all.refused("is refused: " + e.getMessage().replaceFirst("\\.$", ""));
    }
    return new Experiment(name, all.required("summary"), all.text("section").orElse(""),
        all.text("target").orElse(""), constant(all, "origin", Origin.class).orElse(Origin.OWN),
        all.map("paper").map(ExperimentFile::paper), settings);
  }

  private static PaperResults paper(YamlMap paper) {
    paper.allow(Set.of("table", "measure", "value", "labels", "ensemble", "iterations"));
    return new PaperResults(paper.required("table"), constant(paper, "measure", PaperResults.Measure.class)
        .orElseThrow(() -> paper.refused("needs the key measure under paper")), paper.text("value"),
        byLabels(paper, "labels"), byLabels(paper, "ensemble"),
        paper.text("iterations").map(text -> Long.valueOf(number(paper, "iterations", text))));
  }

  private static Map<Integer, String> byLabels(YamlMap paper, String key) {
    Map<Integer, String> figures = new TreeMap<>();
    paper.map(key).map(YamlMap::texts).orElse(Map.of())
        .forEach((labels, figure) -> figures.put((int) number(paper, key, labels), figure));
    return figures;
  }

  private static long number(YamlMap map, String key, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw map.refused("must have a whole number at " + key + ", not \"" + text + "\"");
    }
  }

  private static <E extends Enum<E>> Optional<E> constant(YamlMap map, String key, Class<E> type) {
    return map.text(key).map(text -> {
      List<String> names = Arrays.stream(type.getEnumConstants())
          .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-')).toList();
      if (!names.contains(text)) {
        throw map.refused("must have one of " + String.join(", ", names) + " as " + key + ", not \"" + text + "\"");
      }
      return type.getEnumConstants()[names.indexOf(text)];
    });
  }
}
