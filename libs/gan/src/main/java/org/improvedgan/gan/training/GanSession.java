package org.improvedgan.gan.training;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.gan.DivergenceException;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.gan.engine.Engine;
import org.improvedgan.gan.networks.FullyConnected;
import org.improvedgan.gan.networks.Network;
import org.improvedgan.gan.optimisation.LearningRateSchedule;
import org.improvedgan.gan.optimisation.Parallel;
import org.improvedgan.gan.optimisation.ParameterAverage;
import org.improvedgan.gan.random.CounterRandom;

/** Feeds a trainer with data and random numbers, iteration after iteration, all of them functions of the settings. */
public final class GanSession implements AutoCloseable {
  private final Settings settings;
  private final LabelledImages train;
  private final LabelledImages test;
  private final Network generator;
  private final Network discriminator;
  private final GanState state;
  private final GanTrainer trainer;
  private final DataFeed feed;
  private final DataFeed testFeed;
  private final Map<String, NoiseAhead> noises = new HashMap<>();
  private final Optional<ExecutorService> drawAhead;
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
    this.generator = generator;
    this.discriminator = discriminator;
    this.state = state;
    int batch = settings.batchSize();
    pixels = train.images().shape().size();
    iterationsPerEpoch = iterationsPerEpoch(settings, train);
    labelledImages = LabelledSplit.choose(train, settings.labels(), settings.seedData());
    feed = new DataFeed(train, settings.pixelRange());
    testFeed = new DataFeed(test, settings.pixelRange());
    // With a single thread to compute on, drawing noise is part of its work.
    drawAhead = engine.threads() > 1 ? Optional.of(Executors.newSingleThreadExecutor(task -> {
      Thread thread = new Thread(task, "noise");
      thread.setDaemon(true);
      return thread;
    })) : Optional.empty();
    images = new float[3 * batch * pixels];
    matched = new float[batch * pixels];
    labels = new float[batch * train.classes()];
    z = new float[batch * settings.latentSize()];
    trainer = new GanTrainer(engine, generator, discriminator, train.classes(), settings, state);
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
    state.generator.weights.start(settings.seed());
    state.discriminator.weights.start(settings.seed());
    trainer.refresh();
    int count = Math.min(settings.initialisationBatch(), train.count());
    int[] permutation = CounterRandom.permutation(key("initialisation order", 0), train.count());
    float[] first = new float[count * pixels];
    feed.images(permutation, 0, count, first, 0);
    var noise = new NoiseAhead(step -> key("initialisation noise", step), Optional.empty());
    trainer.initialiseDiscriminator(first, noise.of(0));
    drawZ("initialisation z", 0);
    trainer.initialiseGenerator(z, noise.of(1));
    if (settings.generatorStartsAtMean()) {
      startAtMean(first, count);
      trainer.refresh();
    }
  }

  /** Computes what depends on the parameters again, after a state was read. */
  public void resume() {
    trainer.refresh();
  }

  /** Sets the generator's output bias to log(m / (1 - m)) of each pixel's mean m, kept within [0.01, 0.99]. */
  private void startAtMean(float[] first, int count) {
    int bias = state.generator.weights.offset(FullyConnected.generatorOutputBias(settings));
    for (int pixel = 0; pixel < pixels; pixel++) {
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += first[i * pixels + pixel];
      }
      double mean = Math.min(Math.max(sum / count, 0.01), 0.99);
      state.generator.weights.values()[bias + pixel] = (float) Math.log(mean / (1 - mean));
    }
  }

  /**
   * One iteration.
   *
   * @return the losses, and the error fraction on the labelled batch
   * @throws DivergenceException if a loss is no longer a finite number
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
        images, labels, z, List.of(noise("labelled noise", iteration), noise("unlabelled noise", iteration),
            noise("discriminator noise", iteration)), rate(settings.learningRate(), epoch)));
    for (int step = 0; step < settings.generatorSteps(); step++) {
      long count = iteration * settings.generatorSteps() + step;
      drawZ("generator z", count);
      losses.putAll(trainer.generatorStep(
          z, matched, noise("matched noise", count), noise("generator noise", count),
          rate(settings.generatorLearningRate(), epoch)));
    }
    losses.forEach((name, value) -> {
      if (!Double.isFinite(value)) {
        throw new DivergenceException("The " + name, value, iteration + 1, epoch);
      }
    });
    losses.put("train.error", trainingError(from));
    state.iteration++;
    return losses;
  }

  /**
   * Makes sure that a checkpoint of the present state would be good: the last step of an epoch can spoil parameters
   * that no loss has seen yet.
   *
   * @throws DivergenceException if a number of the state is not finite
   */
  public void checkState() {
    for (float[] array : state.arrays()) {
      for (float value : array) {
        if (!Float.isFinite(value)) {
          throw new DivergenceException("A parameter", value, state.iteration,
              (int) ((state.iteration - 1) / iterationsPerEpoch));
        }
      }
    }
  }

  /**
   * Error fractions on the test images: {@code test.error} with the parameters as they are and, where the discriminator
   * is to be a classifier, {@code test.error.average} with their average from zero and
   * {@code test.error.average.debiased} with that average divided by the weight of what it has seen.
   */
  public Map<String, Double> test() {
    Map<String, Double> errors = new LinkedHashMap<>();
    errors.put("test.error", error(state.discriminator.weights.values()));
    if (!settings.classifies()) {
      return errors;
    }
    errors.put("test.error.average", error(averaged(state.discriminator, 1)));
    errors.put("test.error.average.debiased", error(debiased(state.discriminator, settings.averageRate())));
    return errors;
  }

  /** The discriminator with the debiased average in place of all trained values; frozen ones as they are. */
  public EffectiveWeights exportedClassifier() {
    return effective(discriminator, state.discriminator, settings.averageRate());
  }

  /** The generator for export: with the debiased average where one is kept and has begun, else as it is. */
  public EffectiveWeights exportedGenerator() {
    return effective(generator, state.generator, settings.generatorAverageRate());
  }

  private static EffectiveWeights effective(Network network, Player player, double rate) {
    var weights = new EffectiveWeights(network, player.weights, new Parallel(1));
    weights.compute(debiased(player, rate));
    return weights;
  }

  private static float[] debiased(Player player, double rate) {
    return player.average.length == 0 || player.steps == 0 ? player.weights.values().clone()
        : averaged(player, 1 / (1 - new ParameterAverage(rate).zeroWeight(player.steps)));
  }

  private static float[] averaged(Player player, double factor) {
    float[] values = player.weights.values().clone();
    for (int i = 0; i < player.average.length; i++) {
      values[i] = (float) (player.average[i] * factor);
    }
    return values;
  }

  private double error(float[] parameters) {
    trainer.classifyWith(parameters);
    double error = ErrorRate.of(trainer, testFeed, test, settings.batchSize());
    trainer.refresh();
    return error;
  }

  private double trainingError(int from) {
    int[] shown = new int[settings.batchSize()];
    for (int i = 0; i < shown.length; i++) {
      shown[i] = train.labels()[order.labelled()[from + i]];
    }
    return (double) ErrorRate.wrong(trainer.logits, train.classes(), shown, 0, shown.length) / shown.length;
  }

  private double rate(double rate, int epoch) {
    return new LearningRateSchedule(rate, settings.epochs(), settings.decayEpochs()).at(epoch);
  }

  private void drawZ(String purpose, long count) {
    CounterRandom.uniform(key(purpose, count), z, 0, z.length);
  }

  private NoiseSource noise(String purpose, long count) {
    return noises.computeIfAbsent(purpose, p -> new NoiseAhead(step -> key(p, step), drawAhead)).of(count);
  }

  private long key(String purpose, long count) {
    return CounterRandom.key(settings.seed(), CounterRandom.part(purpose), count);
  }

  @Override
  public void close() {
    drawAhead.ifPresent(ExecutorService::shutdownNow);
    trainer.close();
  }
}
