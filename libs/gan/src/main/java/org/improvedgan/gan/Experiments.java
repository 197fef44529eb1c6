package org.improvedgan.gan;

import java.util.List;
import org.improvedgan.gan.experiments.MnistDemo;
import org.improvedgan.gan.experiments.MnistFeatureMatching;

/** Every experiment there is. */
public final class Experiments {
  private static final List<Experiment> ALL = List.of(MnistDemo.EXPERIMENT, MnistFeatureMatching.EXPERIMENT);

  private Experiments() {}

  public static List<Experiment> all() {
    return ALL;
  }

  /**
   * The experiment of this name.
   *
   * @throws TrainingException one sentence that lists the names there are
   */
  public static Experiment named(String name) {
    return ALL.stream().filter(experiment -> experiment.name().equals(name)).findFirst().orElseThrow(() ->
        new TrainingException("There is no experiment " + name + "; the experiments are "
            + String.join(", ", ALL.stream().map(Experiment::name).toList()) + "."));
  }
}
