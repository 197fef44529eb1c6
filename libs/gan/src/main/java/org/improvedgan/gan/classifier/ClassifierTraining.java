package org.improvedgan.gan.classifier;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.gan.ProgressListener;
import org.improvedgan.gan.ProgressListener.Progress;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.images.ImageShape;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Trains the classifier that scores generated digits, as the Inception network does for photographs (the paper's
 * section 4): Adam on the cross-entropy of distorted training images, and a running average of the parameters.
 */
public final class ClassifierTraining {
  private static final String SUFFIX = "-classifier";
  private static final int TEST_BATCH = 500;
  private static final int SMALLEST_IMAGE = 8;

  private final LabelledImages train;
  private final LabelledImages test;
  private final ClassifierSettings settings;
  private final ClassifierNetwork network;
  private final SplittableRandom random;
  private final Distortion distortion;
  private final Map<String, GradientUpdater<?>> updaters = new LinkedHashMap<>();
  private final Map<String, INDArray> averages = new LinkedHashMap<>();
  private final List<Double> accuracies = new ArrayList<>();

  private ClassifierTraining(LabelledImages train, LabelledImages test, ClassifierSettings settings) {
    this.train = train;
    this.test = test;
    this.settings = settings;
    ImageShape shape = train.images().shape();
    random = new SplittableRandom(settings.seed());
    network = new ClassifierNetwork(shape, train.classes(), random.split());
    distortion = new Distortion(shape);
    network.parameters().forEach((name, array) -> {
      Adam adam = new Adam(settings.learningRate());
      updaters.put(name, adam.instantiate(Nd4j.zeros(1, adam.stateSize(array.length())), true));
      averages.put(name, array.dup());
    });
  }

  /** The dataset that {@code train NAME} trains a classifier on: {@code mnist-classifier} is for {@code mnist}. */
  public static Optional<String> datasetOf(String name) {
    return name.endsWith(SUFFIX) && name.length() > SUFFIX.length()
        ? Optional.of(name.substring(0, name.length() - SUFFIX.length()))
        : Optional.empty();
  }

  /** The name of the classifier for a dataset. */
  public static String nameFor(String dataset) {
    return dataset + SUFFIX;
  }

  /**
   * Trains and tests a classifier.
   *
   * @param listener hears the loss {@code classifier.loss} of each iteration and, from the second epoch on, the
   *     {@code test.accuracy} of the last epoch; may end the training early, with what has been learned so far
   * @throws TrainingException if the images do not fit each other or are smaller than 8x8, or the loss is not finite
   */
  public static ClassifierResult train(
      LabelledImages train, LabelledImages test, ClassifierSettings settings, ProgressListener listener) {
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
    return new ClassifierTraining(train, test, settings).run(listener);
  }

  private ClassifierResult run(ProgressListener listener) {
    long start = System.nanoTime();
    int batches = train.count() / settings.batchSize();
    long total = (long) batches * settings.epochs();
    boolean complete = true;
    for (int epoch = 0; epoch < settings.epochs() && complete; epoch++) {
      int[] order = shuffled();
      for (int batch = 0; batch < batches && complete; batch++) {
        long iteration = (long) epoch * batches + batch;
        Map<String, Double> losses = new LinkedHashMap<>();
        losses.put("classifier.loss", step(order, batch, iteration, total));
        if (!accuracies.isEmpty()) {
          losses.put("test.accuracy", accuracies.get(accuracies.size() - 1));
        }
        boolean last = iteration + 1 == total;
        complete = listener.onIteration(
            new Progress(last ? epoch + 1 : epoch, settings.epochs(), iteration + 1, total, losses)) || last;
      }
      if (complete) {
        accuracies.add(accuracyOfAverage());
      }
    }
    useAverages();
    double accuracy = complete ? accuracies.get(accuracies.size() - 1) : accuracy();
    return new ClassifierResult(train.dataset(), train.images().shape(), train.classes(), ClassifierNetwork.FEATURES,
        network.export(), accuracy, test.count(), List.copyOf(accuracies), complete,
        (System.nanoTime() - start) / 1e9);
  }

  /** One step of Adam on one batch; returns its loss. */
  private double step(int[] order, int batch, long iteration, long total) {
    int size = settings.batchSize();
    int pixels = train.images().shape().size();
    float[] images = new float[size * pixels];
    float[] labels = new float[size * train.classes()];
    for (int i = 0; i < size; i++) {
      int index = order[batch * size + i];
      distortion.apply(train.images().pixels(), index * pixels, images, i * pixels, random);
      labels[i * train.classes() + train.labels()[index]] = 1;
    }
    Map<String, INDArray> inputs = Map.of(
        "images", array(images, size), "labels", Nd4j.create(labels, new long[] {size, train.classes()}, 'c'));
    OutAndGrad result = network.graph().calculateGradientsAndOutputs(
        inputs, List.of("loss"), network.parameters().keySet());
    double loss = result.getOutputs().get("loss").getDouble(0);
    if (!Double.isFinite(loss)) {
      throw new TrainingException("The classifier's loss became " + loss + " in iteration " + (iteration + 1)
          + ": train with a smaller learning rate.");
    }
    double rate = settings.learningRate() * (1 + Math.cos(Math.PI * iteration / total)) / 2;
    // Early on the average reaches back no further than the steps already made.
    double share = Math.max(settings.averageRate(), 1.0 / (iteration + 1));
    network.parameters().forEach((name, parameter) -> {
      INDArray gradient = result.getGradients().get(name).dup('c').reshape(1, parameter.length());
      GradientUpdater<?> updater = updaters.get(name);
      ((Adam) updater.getConfig()).setLearningRate(rate);
      updater.applyUpdater(gradient, (int) iteration, 0);
      parameter.subi(gradient.reshape(parameter.shape()));
      INDArray average = averages.get(name);
      average.addi(parameter.sub(average).muli(share));
    });
    return loss;
  }

  private double accuracyOfAverage() {
    Map<String, INDArray> kept = new LinkedHashMap<>();
    network.parameters().forEach((name, array) -> kept.put(name, array.dup()));
    useAverages();
    double accuracy = accuracy();
    network.parameters().forEach((name, array) -> array.assign(kept.get(name)));
    return accuracy;
  }

  private void useAverages() {
    network.parameters().forEach((name, array) -> array.assign(averages.get(name)));
  }

  private double accuracy() {
    int pixels = test.images().shape().size();
    int right = 0;
    for (int from = 0; from < test.count(); from += TEST_BATCH) {
      int size = Math.min(TEST_BATCH, test.count() - from);
      float[] images = new float[size * pixels];
      for (int i = 0; i < images.length; i++) {
        images[i] = test.images().pixels()[from * pixels + i] & 0xff;
      }
      int[] classes = network.classify(array(images, size));
      for (int i = 0; i < size; i++) {
        right += classes[i] == test.labels()[from + i] ? 1 : 0;
      }
    }
    return (double) right / test.count();
  }

  private INDArray array(float[] images, int count) {
    ImageShape shape = train.images().shape();
    return Nd4j.create(images, new long[] {count, shape.height(), shape.width(), shape.channels()}, 'c');
  }

  private int[] shuffled() {
    int[] order = new int[train.count()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
