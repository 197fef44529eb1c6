package org.improvedgan.gan.training;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.gan.AverageStart;
import org.improvedgan.gan.DivergenceException;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.engine.Engine;
import org.improvedgan.gan.networks.FullyConnected;
import org.improvedgan.gan.export.NetworkExport;
import org.improvedgan.gan.networks.Network;
import org.improvedgan.gan.networks.Networks;
import org.improvedgan.gan.networks.ReferenceBatch;
import org.improvedgan.gan.optimisation.Parallel;
import org.improvedgan.gan.optimisation.ParameterAverage;
import org.improvedgan.gan.random.CounterRandom;

/** The semi-supervised GANs of MNIST, CIFAR-10 and SVHN (section 5): a discriminator step, then the generator's. */
final class GanSession implements TrainingSession {
  private final Engine engine;
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

  GanSession(Engine engine, Settings settings, LabelledImages train, LabelledImages test) {
    this.engine = engine;
    this.settings = settings;
    this.train = train;
    this.test = test;
    generator = Networks.generator(settings, train.images().shape());
    discriminator = Networks.discriminator(settings, train.images().shape(), train.classes());
    state = new GanState(generator, discriminator, settings);
    int batch = settings.batchSize();
    pixels = train.images().shape().size();
    iterationsPerEpoch = TrainingSession.iterationsPerEpoch(settings, train);
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
    int logits = Networks.logits(settings, train.classes());
    labels = new float[batch * logits];
    z = new float[batch * settings.latentSize()];
    trainer = new GanTrainer(engine, generator, discriminator, logits, settings, state);
  }

  @Override
  public void initialise() {
    state.generator.weights.start(settings.seed());
    state.discriminator.weights.start(settings.seed());
    trainer.refresh();
    refer();
    int count = Math.min(settings.initialisationBatch(), train.count());
    int[] permutation = CounterRandom.permutation(key("initialisation order", 0), train.count());
    float[] first = new float[count * pixels];
    feed.images(permutation, 0, count, first, 0);
    var noise = new NoiseAhead(step -> key("initialisation noise", step), Optional.empty());
    trainer.initialiseDiscriminator(first, noise.of(0));
    if (settings.generatorInitialisation()) {
      drawZ("initialisation z", 0);
      trainer.initialiseGenerator(z, noise.of(1));
    }
    if (settings.generatorStartsAtMean()) {
      startAtMean(first, count);
      trainer.refresh();
    }
    if (settings.averageStart() == AverageStart.INITIAL) {
      state.discriminator.startAverageHere();
    }
  }

  @Override
  public void resume() {
    trainer.refresh();
    refer();
  }

  private void refer() {
    if (generator.hasReference()) {
      trainer.refer(ReferenceBatch.z(settings));
    }
  }

  @Override
  public GanState state() {
    return state;
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

  @Override
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
    if (settings.learnsLabels()) {
      feed.labels(order.labelled(), from, batch, labels);
    }
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
    if (settings.learnsLabels()) {
      losses.put("train.error", trainingError(from));
    }
    state.iteration++;
    return losses;
  }

  /**
   * {@code test.error} with the parameters as they are and, where the discriminator is to be a classifier whose
   * parameters are averaged, {@code test.error.average} with their average and, where that began at zero,
   * {@code test.error.average.debiased} with it divided by the weight of what it has seen.
   */
  @Override
  public Map<String, Double> test() {
    Map<String, Double> errors = new LinkedHashMap<>();
    if (!settings.learnsLabels()) {
      return errors;
    }
    errors.put("test.error", error(state.discriminator.weights.values()));
    if (!settings.classifies() || settings.averageRate() == 0) {
      return errors;
    }
    errors.put("test.error.average", error(averaged(state.discriminator, 1)));
    if (settings.averageStart() == AverageStart.ZERO) {
      errors.put("test.error.average.debiased", error(discriminatorForUse()));
    }
    return errors;
  }

  /** Averages, debiased, in place of trained values where they are kept and have begun; frozen ones as they are. */
  @Override
  public Map<String, byte[]> models() {
    NetworkExport export = new NetworkExport(engine, settings, train.images().shape());
    Map<String, byte[]> models = new LinkedHashMap<>();
    models.put("generator.onnx", export.generator(generator,
        effective(generator, state.generator, debiased(state.generator, settings.generatorAverageRate()))));
    if (settings.classifies()) {
      models.put("classifier.onnx", export.classifier(discriminator,
          effective(discriminator, state.discriminator, discriminatorForUse())));
    }
    return models;
  }

  @Override
  public int latentSize() {
    return settings.latentSize();
  }

  private float[] discriminatorForUse() {
    return settings.averageStart() == AverageStart.ZERO
        ? debiased(state.discriminator, settings.averageRate()) : averaged(state.discriminator, 1);
  }

  private static Function<String, float[]> effective(Network network, Player player, float[] values) {
    var weights = new EffectiveWeights(network, player.weights, new Parallel(1));
    weights.compute(values);
    return weights::value;
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
    return settings.schedule(rate).at(epoch);
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
