package org.improvedgan.cli.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.improvedgan.cli.UserError;

/**
 * What was measured: the files {@code result.json} of trainings and ensembles, and {@code cost.json}.
 *
 * @param runs trainings on the experiments' own data, sorted by path
 * @param ensembles the same of ensembles
 * @param costs measured iterations at full size, the experiments' settings unchanged but for labels, epochs and seeds
 */
record ResultFiles(List<Entry> runs, List<Entry> ensembles, List<Entry> costs) {

  private static final Set<String> TOLD = Set.of("labels", "epochs", "seed", "seed-data");

  /** One file. */
  record Entry(Path file, JsonNode json) {

    boolean isOf(String experiment) {
      return json.path("experiment").asText().equals(experiment);
    }

    int labels() {
      return json.path("settings").path("labels").asInt();
    }

    /** Settings other than the experiment's, but for those that a row tells anyway; such as {@code beta1=0.9}. */
    List<String> changed() {
      List<String> changed = new ArrayList<>();
      json.path("overrides").fields().forEachRemaining(setting -> {
        if (!TOLD.contains(setting.getKey())) {
          changed.add(setting.getKey() + "=" + setting.getValue().asText());
        }
      });
      return changed;
    }

    /** A file beside this one, if it is there. */
    Optional<Path> beside(String name) {
      Path file = this.file.resolveSibling(name);
      return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }
  }

  /** @throws UserError one sentence if the folder or one of its files cannot be read */
  static ResultFiles read(Path folder) {
    List<Entry> runs = new ArrayList<>();
    List<Entry> ensembles = new ArrayList<>();
    List<Entry> costs = new ArrayList<>();
    for (Path file : files(folder)) {
      Entry entry = new Entry(file, json(file));
      if (entry.json.path("overrides").has("dataset")) {
        continue;
      }
      if (file.getFileName().toString().equals("cost.json")) {
        // What other settings cost says nothing of the experiment.
        if (entry.changed().isEmpty()) {
          costs.add(entry);
        }
      } else if (entry.json.has("ensembleOf")) {
        ensembles.add(entry);
      } else {
        runs.add(entry);
      }
    }
    return new ResultFiles(runs, ensembles, costs);
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith("result.json") || file.endsWith("cost.json")).sorted().toList();
    } catch (IOException e) {
      throw new UserError("The folder " + folder + " cannot be read: give --from another one.", e);
    }
  }

  private static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UserError("The file " + file + " cannot be read: " + e.getMessage().lines().findFirst().orElse("")
          + ".", e);
    }
  }
}
