package org.improvedgan.cli.doctor;

import java.util.List;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;

/** Which data sets are there, and where they were looked for. */
final class DataChecks {

  private DataChecks() {
  }

  static List<Finding> all(DataLocation where) {
    return Datasets.names().stream().map(name -> dataset(name, where)).toList();
  }

  private static Finding dataset(String name, DataLocation where) {
    String looked = where.data().orElse(where.cache()).toString();
    return Datasets.available(name, where) ? Finding.ok("Data: " + name, "there (looked in " + looked + ")")
        : Finding.absent("Data: " + name, "not in " + looked, remedy(Datasets.named(name).downloadable(), where));
  }

  /** A named data folder is the only place; without one, what can be downloaded is, when it is needed. */
  private static String remedy(boolean downloadable, DataLocation where) {
    String byHand = "put it there as docs/data.md says, if you want to train on it";
    if (!downloadable) {
      return "Nothing to do, or " + byHand + ".";
    }
    return where.data().isPresent() ? "Nothing to do, or " + byHand + "; without GAN_DATA it would be downloaded."
        : "Nothing to do: the first command that needs it downloads it.";
  }
}
