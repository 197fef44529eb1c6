package org.improvedgan.cli.up;

import java.util.Map;
import java.util.Optional;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.data.DataFiles;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.Split;
import org.improvedgan.gan.Settings;

/** Which data a run trains on: the experiment's own, downloaded if need be, or digits that the code draws itself. */
final class DatasetChoice {

  /** Needs neither files nor network. */
  static final String FALLBACK = "drawn-digits";
  /** What it can stand in for: images of the same shape and classes. */
  private static final String REPLACED = "mnist";

  private DatasetChoice() {
  }

  /**
   * The overrides with a dataset that is there.
   *
   * @param settings the experiment's settings with the overrides
   * @param overrides what the user asked for; a dataset named here is never replaced
   * @throws UserError if the data cannot be had, and were asked for or are no digits
   */
  static Optional<String> replacement(Settings settings, Map<String, String> overrides, DataLocation where,
      Terminal terminal) {
    String dataset = settings.dataset();
    try {
      if (Datasets.available(dataset, where)) {
        return Optional.empty();
      }
      for (Split split : Split.values()) {
        DataFiles.load(dataset, split, where, terminal);
      }
      return Optional.empty();
    } catch (DataException e) {
      if (overrides.containsKey("dataset") || where.data().isPresent() || !dataset.equals(REPLACED)) {
        throw new UserError(e.getMessage(), e);
      }
      terminal.line("The data set " + dataset + " is not on this machine and cannot be downloaded, so this runs on "
          + FALLBACK + ", digits that the code draws itself (point GAN_DATA or --data to a folder with " + dataset
          + " to use it).");
      return Optional.of(FALLBACK);
    }
  }
}
