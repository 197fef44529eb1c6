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
    String looked = where.data().map(folder -> folder + " and ").orElse("") + where.cache();
    return Datasets.available(name, where) ? Finding.ok("Data: " + name, "there (looked in " + looked + ")")
        : Finding.absent("Data: " + name, "not in " + looked, "Point GAN_DATA to a folder that has it, or let the "
            + "first command that needs it download it.");
  }
}
