package org.improvedgan.cli.data;

import java.nio.file.Path;
import java.util.Optional;
import org.improvedgan.cli.console.ProgressBar;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;

/** Loads data sets; a download, or the decoding of a folder of images, shows a progress bar. */
public final class DataFiles {

  private DataFiles() {
  }

  /** The folder of {@code --data} if given, else as the environment says. */
  public static DataLocation location(Optional<Path> data) {
    return data.map(Path::toAbsolutePath).map(DataLocation::of).orElseGet(DataLocation::fromEnvironment);
  }

  /**
   * Loads one split.
   *
   * @throws org.improvedgan.datasets.DataException if it cannot be had
   */
  public static LabelledImages load(String dataset, Split split, DataLocation where, Terminal terminal) {
    ProgressBar bar = new ProgressBar(terminal, "Getting " + dataset);
    try {
      return Datasets.load(dataset, split, where.withProgress((file, done, total) -> bar.update(done, total, file)));
    } finally {
      bar.close();
    }
  }
}
