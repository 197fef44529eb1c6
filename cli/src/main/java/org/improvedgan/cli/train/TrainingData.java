package org.improvedgan.cli.train;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.data.DataFiles;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;

/** The data sets of a command, each loaded once. */
public final class TrainingData {

  private final Optional<Path> folder;
  private final Terminal terminal;
  private final Map<String, Splits> loaded = new HashMap<>();

  /** The images of one data set. */
  public record Splits(LabelledImages train, LabelledImages test) {}

  /** Of the folder of {@code --data} if given, else as the environment says. */
  public TrainingData(Optional<Path> folder, Terminal terminal) {
    this.folder = folder;
    this.terminal = terminal;
  }

  /** @throws org.improvedgan.datasets.DataException one sentence if it cannot be had */
  public Splits of(String dataset) {
    return loaded.computeIfAbsent(dataset, name -> new Splits(load(name, Split.TRAIN), load(name, Split.TEST)));
  }

  private LabelledImages load(String dataset, Split split) {
    return DataFiles.load(dataset, split, DataFiles.location(folder), terminal);
  }
}
