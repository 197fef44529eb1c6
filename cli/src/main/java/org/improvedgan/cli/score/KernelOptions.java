package org.improvedgan.cli.score;

import picocli.CommandLine.Option;

/** The options of the kernel distance; the defaults are torch-fidelity's. */
final class KernelOptions {

  @Option(names = "--kid-subsets", paramLabel = "N", defaultValue = "100",
      description = "How many random subsets give the KID's mean and deviation (default: ${DEFAULT-VALUE}).")
  int subsets;

  @Option(names = "--kid-size", paramLabel = "N", defaultValue = "1000",
      description = "Images of each set in one of these subsets (default: ${DEFAULT-VALUE}).")
  int size;

  @Option(names = "--kid-seed", paramLabel = "S", defaultValue = "2020",
      description = "Seed of the draw, as of numpy.random.RandomState (default: ${DEFAULT-VALUE}).")
  long seed;

  /** What is wrong with them; empty if nothing. */
  String complaint() {
    return subsets < 1 || size < 2 || seed < 0 || seed > 0xFFFF_FFFFL
        ? "--kid-subsets must be at least 1, --kid-size at least 2, and --kid-seed lie between 0 and 4294967295." : "";
  }
}
