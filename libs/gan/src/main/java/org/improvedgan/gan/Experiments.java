package org.improvedgan.gan;

import java.util.List;
import org.improvedgan.gan.experiments.ExperimentFile;

/** Every experiment that comes with this project: one file of {@code experiments/} on the class path each. */
public final class Experiments {
  private static final List<String> NAMES = List.of(
      "mnist-demo",
      "mnist-feature-matching",
      "mnist-feature-matching-paper-era",
      "mnist-minibatch-discrimination",
      "mnist-minibatch-convolutional",
      "cifar10-feature-matching",
      "cifar10-feature-matching-paper-era",
      "cifar10-minibatch-discrimination",
      "cifar10-minibatch-discrimination-paper-era",
      "cifar10-table3-ours",
      "cifar10-table3-minus-vbn-plus-bn",
      "cifar10-table3-minus-l-plus-ha",
      "cifar10-table3-minus-ls",
      "cifar10-table3-minus-l",
      "cifar10-table3-minus-mbf",
      "svhn-feature-matching",
      "svhn-feature-matching-paper-era",
      "svhn-minibatch-discrimination",
      "svhn-minibatch-discrimination-paper-era",
      "imagenet128");

  private Experiments() {}

  /** In the order of the paper's tables. */
  public static List<Experiment> all() {
    return NAMES.stream().map(ExperimentFile::bundled).toList();
  }

  /**
   * The experiment of this name.
   *
   * @throws TrainingException one sentence that lists the names there are
   */
  public static Experiment named(String name) {
    if (!NAMES.contains(name)) {
      throw new TrainingException("There is no experiment " + name + "; the experiments are "
          + String.join(", ", NAMES) + ".");
    }
    return ExperimentFile.bundled(name);
  }
}
