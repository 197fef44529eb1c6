package org.improvedgan.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An NVIDIA graphics card, as the driver tells it.
 *
 * @param index by which programs choose it, from 0
 * @param name e.g. {@code NVIDIA H200}
 * @param capability compute capability, e.g. 9.0; empty where the driver is too old to tell
 * @param driver its version; empty where it is not told
 */
record GraphicsCard(int index, String name, Optional<Capability> capability, String driver) {

  /** The query whose answer {@link #parse} reads. */
  static final List<String> QUERY =
      List.of("nvidia-smi", "--query-gpu=index,name,compute_cap,driver_version", "--format=csv,noheader");
  /** The same for drivers that know no compute capability. */
  static final List<String> OLD_QUERY =
      List.of("nvidia-smi", "--query-gpu=index,name,driver_version", "--format=csv,noheader");

  /**
   * A compute capability.
   *
   * @param major the generation
   * @param minor within the generation
   */
  record Capability(int major, int minor) {

    /** Reads {@code 9.0}. */
    static Optional<Capability> parse(String text) {
      String[] parts = text.strip().split("\\.");
      if (parts.length != 2 || !parts[0].matches("\\d{1,3}") || !parts[1].matches("\\d{1,3}")) {
        return Optional.empty();
      }
      return Optional.of(new Capability(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])));
    }

    @Override
    public String toString() {
      return major + "." + minor;
    }
  }

  /** Reads the answer to {@link #QUERY} or {@link #OLD_QUERY}; lines that are no card are left out. */
  static List<GraphicsCard> parse(String csv) {
    List<GraphicsCard> cards = new ArrayList<>();
    for (String line : csv.lines().toList()) {
      String[] fields = line.split(",");
      if (fields.length >= 3 && fields[0].strip().matches("\\d{1,4}")) {
        cards.add(new GraphicsCard(Integer.parseInt(fields[0].strip()), fields[1].strip(),
            fields.length > 3 ? Capability.parse(fields[2]) : Optional.empty(), fields[fields.length - 1].strip()));
      }
    }
    return cards;
  }

  /** Reads {@code /proc/driver/nvidia/gpus/…/information}, for machines with a driver but without nvidia-smi. */
  static Optional<GraphicsCard> parseInformation(int index, String information, String driver) {
    return information.lines().filter(line -> line.startsWith("Model:"))
        .map(line -> new GraphicsCard(index, line.substring("Model:".length()).strip(), Optional.empty(), driver))
        .findFirst();
  }

  /** Reads the version out of {@code /proc/driver/nvidia/version}; empty if there is none. */
  static String parseDriver(String version) {
    return version.lines().filter(line -> line.startsWith("NVRM")).flatMap(line -> List.of(line.split("\\s+")).stream())
        .filter(word -> word.matches("\\d+(\\.\\d+)+")).findFirst().orElse("");
  }

  /** As people read it. */
  String describe() {
    return name + capability.map(value -> ", compute capability " + value).orElse("")
        + (driver.isEmpty() ? "" : ", driver " + driver);
  }
}
