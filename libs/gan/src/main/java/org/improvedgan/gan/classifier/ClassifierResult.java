package org.improvedgan.gan.classifier;

import java.util.List;
import org.improvedgan.images.ImageShape;

/**
 * A trained classifier.
 *
 * @param dataset what it was trained on
 * @param image shape of the images that it takes
 * @param classes width of its {@code logits}
 * @param featureSize width of its {@code features}
 * @param onnx the model: input {@code images} uint8 [N, height, width, channels]; outputs {@code features} float32
 *     [N, featureSize] and {@code logits} float32 [N, classes]
 * @param testAccuracy fraction of the test images named rightly, 0 to 1
 * @param testImages number of test images
 * @param epochAccuracies the same fraction after each epoch
 * @param complete false if the listener stopped the training before its last epoch had ended
 * @param seconds wall-clock time of the training
 */
public record ClassifierResult(
    String dataset,
    ImageShape image,
    int classes,
    int featureSize,
    byte[] onnx,
    double testAccuracy,
    int testImages,
    List<Double> epochAccuracies,
    boolean complete,
    double seconds) {}
