package org.improvedgan.tensorflow.onnx;

import org.improvedgan.tensorflow.TensorRef;

/**
 * A tensor of the graph that is wanted.
 *
 * @param tensor which tensor
 * @param name   what the model calls its output
 */
public record GraphOutput(TensorRef tensor, String name) {
}
