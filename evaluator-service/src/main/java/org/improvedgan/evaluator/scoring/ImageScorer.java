package org.improvedgan.evaluator.scoring;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.inference.OnnxClassifier;

/**
 * Classifies images as they come. The classifier always sees the same batches (images 0 to b-1, b to 2b-1, …), however
 * the images are handed over: single-precision sums can depend on their batch, and the same images must give the same
 * logits, bit for bit. Not safe for several threads.
 */
final class ImageScorer {

  /** Batches of the classifier's own that are classified at a time: few enough to show progress, and to stop soon. */
  private static final int BATCHES = 4;

  private final OnnxClassifier classifier;
  private final int batch;
  private final int samples;
  private final Sink sink;
  private final IntConsumer scored;
  private ImageShape shape;
  private byte[] waiting;
  private int waitingImages;
  private int taken;

  /** Takes what the classifier gives. */
  @FunctionalInterface
  interface Sink {

    /** @param features null if the classifier gives none */
    void add(float[] logits, float[] features);
  }

  /**
   * @param samples images that will come
   * @param sink takes the classifier's outputs for each image, in order
   * @param scored hears how many images have just been classified
   */
  ImageScorer(OnnxClassifier classifier, int samples, Sink sink, IntConsumer scored) {
    this.classifier = classifier;
    batch = BATCHES * classifier.manifest().batch();
    this.samples = samples;
    this.sink = sink;
    this.scored = scored;
  }

  /** @throws IllegalArgumentException if the shape changes, or more images come than were to come */
  void add(Images images) {
    if (shape == null) {
      shape = images.shape();
      waiting = new byte[Math.multiplyExact(Math.min(batch, samples), shape.size())];
    } else if (!shape.equals(images.shape())) {
      throw new IllegalArgumentException("The images changed from " + shape + " to " + images.shape() + ".");
    }
    int from = 0;
    while (from < images.count()) {
      int capacity = Math.min(batch, samples - taken) - waitingImages;
      int count = Math.min(capacity, images.count() - from);
      if (count < 1) {
        throw new IllegalArgumentException("More than " + samples + " images came.");
      }
      System.arraycopy(images.pixels(), from * shape.size(), waiting, waitingImages * shape.size(),
          count * shape.size());
      waitingImages += count;
      from += count;
      if (count == capacity) {
        classify();
      }
    }
  }

  private void classify() {
    byte[] pixels = Arrays.copyOf(waiting, waitingImages * shape.size());
    OnnxClassifier.Outputs outputs = classifier.run(new Images(shape, waitingImages, pixels));
    for (int i = 0; i < waitingImages; i++) {
      sink.add(outputs.logits()[i], outputs.features() == null ? null : outputs.features()[i]);
    }
    taken += waitingImages;
    scored.accept(waitingImages);
    waitingImages = 0;
  }
}
