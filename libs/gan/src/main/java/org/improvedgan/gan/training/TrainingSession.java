package org.improvedgan.gan.training;

import java.util.Map;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.gan.NetworkFamily;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.gan.engine.Engine;

/** Two networks in training, fed with data and random numbers that are all functions of settings and iteration. */
public interface TrainingSession extends AutoCloseable {
  /**
   * A session on these data, of all zeros: to be begun by {@link #initialise}, or by reading its state and {@link
   * #resume}.
   *
   * @throws TrainingException one sentence where data and settings do not fit together
   */
  static TrainingSession open(Engine engine, Settings settings, LabelledImages train, LabelledImages test) {
    return settings.networks() == NetworkFamily.IMAGENET128
        ? new ImageNetSession(engine, settings, train) : new GanSession(engine, settings, train, test);
  }

  /**
   * Iterations of one epoch: as set, or as many whole batches as the training images give.
   *
   * @throws TrainingException one sentence if these are not enough for a batch
   */
  static int iterationsPerEpoch(Settings settings, LabelledImages train) {
    int iterations = settings.iterationsPerEpoch() > 0
        ? settings.iterationsPerEpoch() : train.count() / settings.batchSize();
    if (iterations == 0) {
      throw new TrainingException("The setting batch-size is " + settings.batchSize() + ", but " + train.dataset()
          + " has only " + train.count() + " training images.");
    }
    return iterations;
  }

  /** First values of all parameters, and the passes that set some of them from data. */
  void initialise();

  /** Computes what depends on the parameters again, after a state was read. */
  void resume();

  /** Everything that iterations change. */
  GanState state();

  /**
   * One iteration.
   *
   * @return the losses and what else is known of it, by name
   * @throws org.improvedgan.gan.DivergenceException if a loss is no longer a finite number
   */
  Map<String, Double> iterate();

  /** Error fractions on the test images, by name; empty where the discriminator learns no classes by itself. */
  Map<String, Double> test();

  /** {@code generator.onnx} and, where the discriminator is of use as one, {@code classifier.onnx}. */
  Map<String, byte[]> models();

  /** Length of the exported generator's z. */
  int latentSize();

  @Override
  void close();
}
