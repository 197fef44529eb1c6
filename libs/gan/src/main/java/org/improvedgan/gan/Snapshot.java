package org.improvedgan.gan;

import java.util.Map;
import org.improvedgan.images.ImageShape;

/**
 * A run between two epochs, ready to be published.
 *
 * @param experiment name of the experiment
 * @param settings its full settings, as {@link Settings#toMap()}
 * @param epoch epochs finished
 * @param iteration iterations finished
 * @param dataset name of the dataset
 * @param imageShape size of one generated image
 * @param latentSize length of z, which is uniform on [0, 1)
 * @param metrics metrics of the last epoch by name
 * @param parts files by name, in this order: {@code generator.onnx} (float32 {@code z} [N, latentSize] to uint8
 *     {@code images} [N, H, W, C]), {@code state.bin} (for {@link TrainingRun#resume}), {@code classifier.onnx} (uint8
 *     {@code images} [N, H, W, C] to float32 {@code features} [N, F] and {@code logits} [N, K])
 */
public record Snapshot(
    String experiment,
    Map<String, String> settings,
    int epoch,
    long iteration,
    String dataset,
    ImageShape imageShape,
    int latentSize,
    Map<String, Double> metrics,
    Map<String, byte[]> parts) {}
