package org.improvedgan.gan.classifier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.gan.ProgressListener;
import org.improvedgan.gan.ProgressListener.Progress;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.gan.engine.CompiledGraph;
import org.improvedgan.gan.engine.Engine;
import org.improvedgan.gan.engine.EngineOptions;
import org.improvedgan.gan.engine.Engines;
import org.improvedgan.gan.engine.GraphSpec;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.optimisation.Adam;
import org.improvedgan.gan.optimisation.ParameterAverage;
import org.improvedgan.gan.random.CounterRandom;
import org.improvedgan.gan.training.Weights;
import org.improvedgan.images.ImageShape;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Trains the classifier that scores generated digits, as the Inception network does for photographs (the paper's
 * section 4): Adam on the cross-entropy of distorted training images, and a running average of the parameters.
 */
public final class ClassifierTraining {
  private static final String SUFFIX = "-classifier";
  private static final int SMALLEST_IMAGE = 8;
  private static final Adam ADAM = new Adam(0.9, 0.999, 1e-12);

  private final LabelledImages train;
  private final LabelledImages test;
  private final ClassifierSettings settings;
  private final ClassifierNetwork network;
  private final Distortion distortion;
  private final Weights weights;
  private final float[] average;
  private final float[] gradient;
  private final float[] moment1;
  private final float[] moment2;
  private final CompiledGraph step;
  private final CompiledGraph forward;
  private final float[] images;
  private final float[] labels;
  private final List<Double> accuracies = new ArrayList<>();

  private ClassifierTraining(Engine engine, LabelledImages train, LabelledImages test, ClassifierSettings settings) {
    this.train = train;
    this.test = test;
    this.settings = settings;
    network = new ClassifierNetwork(train.images().shape(), train.classes());
    distortion = new Distortion(train.images().shape());
    weights = new Weights(network.parameters());
    weights.start(settings.seed());
    average = weights.values().clone();
    gradient = new float[weights.trainable()];
    moment1 = new float[weights.trainable()];
    moment2 = new float[weights.trainable()];
    int batch = settings.batchSize();
    images = new float[batch * train.images().shape().size()];
    labels = new float[batch * train.classes()];
    Graph differentiated = Graph.quiet(batch);
    network.loss(differentiated, network.forward(differentiated, batch));
    step = engine.compile(new GraphSpec(
        differentiated.sd(), List.of("loss"), Optional.of("loss"), weights.trainableNames()));
    Graph plain = Graph.quiet(batch);
    network.forward(plain, batch);
    forward = engine.compile(GraphSpec.forward(plain.sd(), List.of("logits")));
  }

  /** The dataset that {@code train NAME} trains a classifier on: {@code mnist-classifier} is for {@code mnist}. */
  public static Optional<String> datasetOf(String name) {
    return name.endsWith(SUFFIX) && name.length() > SUFFIX.length()
        ? Optional.of(name.substring(0, name.length() - SUFFIX.length()))
        : Optional.empty();
  }

  /** Trains and tests a classifier with the default engine, as the method with an engine does. */
  public static ClassifierResult train(
      LabelledImages train, LabelledImages test, ClassifierSettings settings, ProgressListener listener) {
    return train(Engines.open(EngineOptions.defaults()), train, test, settings, listener);
  }

  /**
   * Trains and tests a classifier.
   *
   * @param engine executes its graphs
   * @param listener hears the loss {@code classifier.loss} of each iteration and, from the second epoch on, the
   *     {@code test.accuracy} after the last epoch; may end the training early, with what has been learned so far
   * @throws TrainingException if the images do not fit each other or are smaller than 8x8, or the loss is not finite
   */
  public static ClassifierResult train(
      Engine engine,
      LabelledImages train,
      LabelledImages test,
      ClassifierSettings settings,
      ProgressListener listener) {
    ImageShape shape = train.images().shape();
    if (!shape.equals(test.images().shape()) || train.classes() != test.classes()) {
      throw new TrainingException("Training and test images differ in shape or classes: " + train + ", " + test + ".");
    }
    if (Math.min(shape.height(), shape.width()) < SMALLEST_IMAGE) {
      throw new TrainingException("The classifier needs images of at least 8x8, not " + shape + ".");
    }
    if (train.count() < settings.batchSize() || test.count() == 0) {
      throw new TrainingException("There are fewer images than one batch of " + settings.batchSize() + " takes.");
    }
    ClassifierTraining training = new ClassifierTraining(engine, train, test, settings);
    try {
      return training.run(listener);
    } finally {
      training.step.close();
      training.forward.close();
    }
  }

  private ClassifierResult run(ProgressListener listener) {
    long start = System.nanoTime();
    int batches = train.count() / settings.batchSize();
    long total = (long) batches * settings.epochs();
    boolean complete = true;
    for (int epoch = 0; epoch < settings.epochs() && complete; epoch++) {
      int[] order = CounterRandom.permutation(key("order", epoch), train.count());
      for (int batch = 0; batch < batches && complete; batch++) {
        long iteration = (long) epoch * batches + batch + 1;
        Map<String, Double> losses = new LinkedHashMap<>();
        losses.put("classifier.loss", step(order, batch, epoch, iteration, total));
        if (!accuracies.isEmpty()) {
          losses.put("test.accuracy", accuracies.get(accuracies.size() - 1));
        }
        boolean last = iteration == total;
        complete = listener.onIteration(
            new Progress(last ? epoch + 1 : epoch, settings.epochs(), iteration, total, losses)) || last;
      }
      if (complete) {
        accuracies.add(accuracy());
      }
    }
    double accuracy = complete ? accuracies.get(accuracies.size() - 1) : accuracy();
    return new ClassifierResult(train.dataset(), train.images().shape(), train.classes(), ClassifierNetwork.FEATURES,
        network.export(weights, average), accuracy, test.count(), List.copyOf(accuracies), complete,
        (System.nanoTime() - start) / 1e9);
  }

  /** One step of Adam on one batch; returns its loss. */
  private double step(int[] order, int batch, int epoch, long iteration, long total) {
    fill(order, batch, epoch);
    send(step, weights.values());
    step.input("images", images, 0);
    step.input("labels", labels, 0);
    step.run();
    double loss = step.scalar("loss");
    if (!Double.isFinite(loss)) {
      throw new TrainingException("The classifier's loss became " + loss + " in iteration " + iteration
          + ": train with a smaller learning rate.");
    }
    weights.trainableNames().forEach(name -> step.gradient(name, gradient, weights.offset(name)));
    double rate = settings.learningRate() * (1 + Math.cos(Math.PI * (iteration - 1) / total)) / 2;
    ADAM.step(weights.values(), gradient, moment1, moment2, iteration, rate, 0, gradient.length);
    // Early on the average reaches back no further than the steps already made.
    new ParameterAverage(Math.max(settings.averageRate(), 1.0 / iteration))
        .take(average, weights.values(), 0, average.length);
    return loss;
  }

  /** The batch's images, each distorted in a way of its own, and their labels. */
  private void fill(int[] order, int batch, int epoch) {
    int size = train.images().shape().size();
    Arrays.fill(labels, 0);
    for (int i = 0; i < settings.batchSize(); i++) {
      int index = order[batch * settings.batchSize() + i];
      SplittableRandom random = new SplittableRandom(key("distortion", epoch, index));
      distortion.apply(train.images().pixels(), index * size, images, i * size, random);
      labels[i * train.classes() + train.labels()[index]] = 1;
    }
  }

  /** The fraction of the test images that the averaged parameters name rightly. */
  private double accuracy() {
    send(forward, average);
    int size = test.images().shape().size();
    int batch = settings.batchSize();
    int classes = test.classes();
    float[] logits = new float[batch * classes];
    int right = 0;
    for (int from = 0; from < test.count(); from += batch) {
      int count = Math.min(batch, test.count() - from);
      for (int i = 0; i < count * size; i++) {
        images[i] = test.images().pixels()[from * size + i] & 0xff;
      }
      forward.input("images", images, 0);
      forward.run();
      forward.output("logits", logits, 0);
      for (int i = 0; i < count; i++) {
        right += largest(logits, i * classes, classes) == test.labels()[from + i] ? 1 : 0;
      }
    }
    return (double) right / test.count();
  }

  private static int largest(float[] values, int from, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      best = values[from + i] > values[from + best] ? i : best;
    }
    return best;
  }

  private void send(CompiledGraph graph, float[] values) {
    weights.trainableNames().forEach(name -> graph.input(name, values, weights.offset(name)));
  }

  private long key(String purpose, long... parts) {
    long key = CounterRandom.key(settings.seed(), CounterRandom.part(purpose));
    for (long part : parts) {
      key = CounterRandom.key(key, part);
    }
    return key;
  }
}
