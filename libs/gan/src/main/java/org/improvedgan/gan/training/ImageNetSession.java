package org.improvedgan.gan.training;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.gan.DivergenceException;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.gan.engine.Engine;
import org.improvedgan.gan.export.ImageNetExport;
import org.improvedgan.gan.networks.ImageNet128;
import org.improvedgan.gan.networks.ImageNet128Generator;
import org.improvedgan.gan.networks.Network;
import org.improvedgan.gan.networks.ReferenceBatch;
import org.improvedgan.gan.optimisation.Parallel;
import org.improvedgan.gan.random.CounterRandom;
import org.improvedgan.images.ImageShape;

/** The ImageNet model (section 6.4), whose players step together on joint batches of real and generated images. */
final class ImageNetSession implements TrainingSession {
  private static final ImageShape SHAPE =
      new ImageShape(ImageNet128.SIZE, ImageNet128.SIZE, ImageNet128.COLOURS);

  private final Engine engine;
  private final Settings settings;
  private final LabelledImages train;
  private final ImageNet128Generator generator;
  private final GanState state;
  private final ImageNetTrainer trainer;
  private final DataFeed feed;
  private final int[] everyImage;
  private final int iterationsPerEpoch;
  private final int columns;
  private final Map<String, float[]> inputs = new LinkedHashMap<>();
  private final NoiseAhead noise;
  private final float[] images;
  private final float[] labels;
  private EpochOrder order;
  private int orderEpoch = -1;

  ImageNetSession(Engine engine, Settings settings, LabelledImages train) {
    this.engine = engine;
    this.settings = settings;
    this.train = train;
    if (!train.images().shape().equals(SHAPE)) {
      throw new TrainingException("The networks imagenet128 are for images of " + SHAPE + ", but those of "
          + train.dataset() + " are " + train.images().shape() + "; choose another dataset or other networks.");
    }
    ImageNet128 networks = ImageNet128.of(settings, train.classes());
    generator = networks.generator(settings.referenceBatch());
    Network discriminator = networks.discriminator();
    state = new GanState(generator.parameters(), discriminator.parameters(), settings);
    iterationsPerEpoch = TrainingSession.iterationsPerEpoch(settings, train);
    everyImage = LabelledSplit.choose(train, settings.labels(), settings.seedData());
    feed = new DataFeed(train, settings.pixelRange());
    columns = train.classes() + 1;
    images = new float[2 * settings.batchSize() * SHAPE.size()];
    labels = new float[settings.batchSize() * columns];
    noise = new NoiseAhead(step -> key("discriminator noise", step), Optional.empty());
    trainer = new ImageNetTrainer(engine, generator, discriminator, train.classes(), settings, state);
  }

  @Override
  public void initialise() {
    state.generator.weights.start(settings.seed());
    state.discriminator.weights.start(settings.seed());
    resume();
  }

  @Override
  public void resume() {
    trainer.refresh(state);
    generator.inputs().forEach((name, shape) -> {
      int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
      inputs.put(name, new float[settings.batchSize() * size]);
      inputs.put(ImageNet128Generator.reference(name), reference(settings, name, size));
    });
  }

  /** The reference batch of one of the generator's inputs, uniform on [-1, 1). */
  private static float[] reference(Settings settings, String name, int size) {
    float[] values = ReferenceBatch.uniform(settings, name, size);
    symmetric(values);
    return values;
  }

  private static void symmetric(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * values[i] - 1;
    }
  }

  @Override
  public GanState state() {
    return state;
  }

  @Override
  public Map<String, Double> iterate() {
    int batch = settings.batchSize();
    long iteration = state.iteration;
    int epoch = (int) (iteration / iterationsPerEpoch);
    int from = (int) (iteration % iterationsPerEpoch) * batch;
    if (epoch != orderEpoch) {
      order = EpochOrder.of(settings.seed(), epoch, everyImage, train.count(), iterationsPerEpoch * batch);
      orderEpoch = epoch;
    }
    feed.images(order.labelled(), from, batch, images, 0);
    Arrays.fill(labels, 0);
    int[] shown = new int[batch];
    for (int i = 0; i < batch; i++) {
      shown[i] = train.labels()[order.labelled()[from + i]];
      labels[i * columns + shown[i]] = 1;
    }
    generator.inputs().keySet().forEach(name -> {
      float[] values = inputs.get(name);
      CounterRandom.uniform(key(name, iteration), values, 0, values.length);
      symmetric(values);
    });
    Map<String, Double> losses = trainer.step(images, labels, inputs, noise.of(iteration),
        settings.schedule(settings.learningRate()).at(epoch),
        settings.schedule(settings.generatorLearningRate()).at(epoch));
    losses.forEach((name, value) -> {
      if (!Double.isFinite(value)) {
        throw new DivergenceException("The " + name, value, iteration + 1, epoch);
      }
    });
    losses.put("train.error", (double) ErrorRate.wrong(trainer.logits, columns, shown, 0, batch) / batch);
    state.iteration++;
    return losses;
  }

  /** None: its verdict on an image depends on the whole joint batch. */
  @Override
  public Map<String, Double> test() {
    return Map.of();
  }

  @Override
  public Map<String, byte[]> models() {
    Map<String, float[]> reference = new LinkedHashMap<>();
    inputs.forEach((name, values) -> {
      if (!generator.inputs().containsKey(name)) {
        reference.put(name, values);
      }
    });
    var weights = new EffectiveWeights(List.of(), state.generator.weights,
        new Parallel(1));
    weights.compute(state.generator.weights.values());
    return Map.of("generator.onnx",
        ImageNetExport.generator(engine, generator, settings.referenceBatch(), reference, weights::value));
  }

  @Override
  public int latentSize() {
    return ImageNetExport.latentSize(generator);
  }

  private long key(String purpose, long count) {
    return CounterRandom.key(settings.seed(), CounterRandom.part(purpose), count);
  }

  @Override
  public void close() {
    trainer.close();
  }
}
