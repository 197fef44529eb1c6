package org.improvedgan.gan.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.gan.engine.Engine;
import org.improvedgan.gan.networks.FullyConnected;
import org.improvedgan.gan.networks.Network;
import org.improvedgan.gan.optimisation.LearningRateSchedule;
import org.improvedgan.gan.optimisation.ParameterAverage;
import org.improvedgan.gan.random.CounterRandom;

/** Feeds a trainer with data and random numbers, iteration after iteration, all of them functions of the settings. */
public final class GanSession implements AutoCloseable {
  private final Settings settings;
  private final LabelledImages train;
  private final LabelledImages test;
  private final GanState state;
  private final GanTrainer trainer;
  private final DataFeed feed;
  private final int[] labelledImages;
  private final int iterationsPerEpoch;
  private final int pixels;
  private final float[] images;
  private final float[] matched;
  private final float[] labels;
  private final float[] z;
  private EpochOrder order;
  private int orderEpoch = -1;

  public GanSession(Engine engine, Network generator, Network discriminator, Settings settings,
      LabelledImages train, LabelledImages test, GanState state) {
    this.settings = settings;
    this.train = train;
    this.test = test;
    this.state = state;
    int batch = settings.batchSize();
    pixels = train.images().shape().size();
    iterationsPerEpoch = iterationsPerEpoch(settings, train);
    labelledImages = LabelledSplit.choose(train, settings.labels(), settings.seedData());
    feed = new DataFeed(train);
    images = new float[3 * batch * pixels];
    matched = new float[batch * pixels];
    labels = new float[batch * train.classes()];
    z = new float[batch * settings.latentSize()];
    trainer = new GanTrainer(engine, generator, discriminator, pixels, train.classes(), settings, state);
  }

  /** Iterations of one epoch: as set, or as many whole batches as the training images give. */
  public static int iterationsPerEpoch(Settings settings, LabelledImages train) {
    int iterations = settings.iterationsPerEpoch() > 0
        ? settings.iterationsPerEpoch() : train.count() / settings.batchSize();
    if (iterations == 0) {
      throw new TrainingException("The setting batch-size is " + settings.batchSize() + ", but " + train.dataset()
          + " has only " + train.count() + " training images.");
    }
    return iterations;
  }

  /** First values of all parameters, then the discriminator's initialising pass over real images. */
  public void initialise() {
    state.generator.start(settings.seed());
    state.discriminator.start(settings.seed());
    int count = Math.min(settings.initialisationBatch(), train.count());
    int[] permutation = CounterRandom.permutation(key("initialisation order", 0), train.count());
    float[] first = new float[count * pixels];
    feed.images(permutation, 0, count, first, 0);
    trainer.initialise(first, noise("initialisation noise", 0));
    if (settings.generatorStartsAtMean()) {
      startAtMean(first, count);
    }
  }

  /** Sets the generator's output bias to log(m / (1 - m)) of each pixel's mean m, kept within [0.01, 0.99]. */
  private void startAtMean(float[] first, int count) {
    int bias = state.generator.offset(FullyConnected.generatorOutputBias(settings));
    for (int pixel = 0; pixel < pixels; pixel++) {
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += first[i * pixels + pixel];
      }
      double mean = Math.min(Math.max(sum / count, 0.01), 0.99);
      state.generator.values()[bias + pixel] = (float) Math.log(mean / (1 - mean));
    }
  }

  /**
   * One iteration.
   *
   * @return the losses, and the error fraction on the labelled batch
   * @throws TrainingException if a loss is no longer a finite number
   */
  public Map<String, Double> iterate() {
    int batch = settings.batchSize();
    long iteration = state.iteration;
    int epoch = (int) (iteration / iterationsPerEpoch);
    int from = (int) (iteration % iterationsPerEpoch) * batch;
    if (epoch != orderEpoch) {
      order = EpochOrder.of(
          settings.seed(), epoch, labelledImages, train.count(), iterationsPerEpoch * batch);
      orderEpoch = epoch;
    }
    feed.images(order.labelled(), from, batch, images, 0);
    feed.images(order.unlabelled(), from, batch, images, batch * pixels);
    feed.images(order.matched(), from, batch, matched, 0);
    feed.labels(order.labelled(), from, batch, labels);
    drawZ("discriminator z", iteration);
    Map<String, Double> losses = new LinkedHashMap<>(trainer.discriminatorStep(
        images, labels, z, noise("discriminator noise", iteration), rate(settings.learningRate(), epoch)));
    for (int step = 0; step < settings.generatorSteps(); step++) {
      long count = iteration * settings.generatorSteps() + step;
      drawZ("generator z", count);
      losses.putAll(trainer.generatorStep(
          z, matched, noise("generator noise", count), rate(settings.generatorLearningRate(), epoch)));
    }
    losses.forEach((name, value) -> checkFinite(name, value, iteration + 1));
    losses.put("train.error", trainingError(from));
    state.iteration++;
    return losses;
  }

  /**
   * Error fractions on the test images: {@code test.error} with the parameters as they are and, where the discriminator
   * is to be a classifier, {@code test.error.average} with their average from zero and
   * {@code test.error.average.debiased} with that average divided by the weight of what it has seen.
   */
  public Map<String, Double> test() {
    Map<String, Double> errors = new LinkedHashMap<>();
    errors.put("test.error", error(state.discriminator.values()));
    if (!settings.classifies()) {
      return errors;
    }
    errors.put("test.error.average", error(averaged(state.discriminator, state.average, 1)));
    errors.put("test.error.average.debiased", error(debiasedAverage()));
    return errors;
  }

  /** The discriminator's values with the debiased average in place of all trained ones; frozen ones as they are. */
  public float[] debiasedAverage() {
    return debiased(state.discriminator, state.average, settings.averageRate(), state.discriminatorSteps);
  }

  /** The generator's values for export: the debiased average where one is kept and has begun, else as they are. */
  public float[] exportedGenerator() {
    return debiased(
        state.generator, state.generatorAverage, settings.generatorAverageRate(), state.generatorSteps);
  }

  private static float[] debiased(Weights weights, float[] average, double rate, long steps) {
    return steps == 0
        ? weights.values().clone() : averaged(weights, average, 1 / (1 - new ParameterAverage(rate).zeroWeight(steps)));
  }

  private static float[] averaged(Weights weights, float[] average, double factor) {
    float[] values = weights.values().clone();
    for (int i = 0; i < average.length; i++) {
      values[i] = (float) (average[i] * factor);
    }
    return values;
  }

  private double error(float[] parameters) {
    return ErrorRate.of(trainer, parameters, test, settings.batchSize());
  }

  private double trainingError(int from) {
    int[] shown = new int[settings.batchSize()];
    for (int i = 0; i < shown.length; i++) {
      shown[i] = train.labels()[order.labelled()[from + i]];
    }
    return (double) ErrorRate.wrong(trainer.logits, train.classes(), shown, 0, shown.length) / shown.length;
  }

  private static void checkFinite(String name, double value, long iteration) {
    if (!Double.isFinite(value)) {
      throw new TrainingException("The " + name + " became " + value + " in iteration " + iteration
          + "; go back to the last checkpoint with a smaller learning-rate.");
    }
  }

  private double rate(double rate, int epoch) {
    return new LearningRateSchedule(rate, settings.epochs(), settings.decayEpochs()).at(epoch);
  }

  private void drawZ(String purpose, long count) {
    CounterRandom.uniform(key(purpose, count), z, 0, z.length);
  }

  private NoiseSource noise(String purpose, long count) {
    long key = key(purpose, count);
    return (noise, target) -> CounterRandom.gaussian(
        CounterRandom.key(key, CounterRandom.part(noise.name())), noise.standardDeviation(), target, 0, noise.size());
  }

  private long key(String purpose, long count) {
    return CounterRandom.key(settings.seed(), CounterRandom.part(purpose), count);
  }

  @Override
  public void close() {
    trainer.close();
  }
}
