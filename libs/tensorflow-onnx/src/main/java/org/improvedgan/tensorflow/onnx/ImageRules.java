package org.improvedgan.tensorflow.onnx;

import java.util.List;
import java.util.Map;
import org.improvedgan.tensorflow.ConstantTensor;
import org.improvedgan.tensorflow.ElementType;
import org.improvedgan.tensorflow.GraphNode;
import org.improvedgan.tensorflow.onnx.Operand.Computed;

/** Convolutions, pooling and batch normalisation over images. */
final class ImageRules {

  private ImageRules() {
  }

  /** Filter [height, width, input channels, output channels]. */
  static Operand convolution(GraphNode node, Translation translation) {
    Computed images = translation.images(node, 0);
    ConstantTensor filter = translation.constant(node, 1);
    if (images.type() != ElementType.FLOAT || filter.type() != ElementType.FLOAT || filter.shape().length != 4) {
      throw node.refuse("is no convolution of float32 images with a filter of four dimensions.");
    }
    if (images.shape()[3] >= 0 && images.shape()[3] != filter.shape()[2]) {
      throw node.refuse("has images of " + images.shape()[3] + " channels and a filter for " + filter.shape()[2] + ".");
    }
    Window window = Window.of(node, filter.shape()[0], filter.shape()[1]);
    Map<String, Object> attributes = window.attributes(images.shape());
    attributes.put("kernel_shape", window.kernel());
    String name = translation.onnx().convolution(new Convolution(images.name(), filter, attributes), node.name());
    return new Computed(name, ElementType.FLOAT, window.slide(node, images.shape(), filter.shape()[3]),
        Operand.Layout.NCHW);
  }

  /**
   * (x - mean) / sqrt(variance + epsilon) · gamma + beta, for each channel; inputs x, mean, variance, beta, gamma.
   * Gamma counts only where {@code scale_after_normalization} is set.
   */
  static Operand batchNormalisation(GraphNode node, Translation translation) {
    Computed images = translation.images(node, 0);
    int channels = Math.toIntExact(images.shape()[3]);
    float[] mean = translation.floats(node, 1, channels);
    float[] variance = translation.floats(node, 2, channels);
    float[] beta = translation.floats(node, 3, channels);
    float[] gamma = translation.floats(node, 4, channels);
    boolean scaled = node.flag("scale_after_normalization", false);
    double epsilon = node.number("variance_epsilon", 0);
    double[] scale = new double[channels];
    double[] shift = new double[channels];
    for (int c = 0; c < channels; c++) {
      scale[c] = (scaled ? gamma[c] : 1) / Math.sqrt(variance[c] + epsilon);
      shift[c] = beta[c] - mean[c] * scale[c];
    }
    Convolution before = translation.convolutionBefore(node, 0);
    if (before != null) {
      before.scaleAndShift(scale, shift);
      return images;
    }
    OnnxBuilder onnx = translation.onnx();
    String product = onnx.node("Mul", node.name() + "/scaled",
        List.of(images.name(), perChannel(onnx, scale, node.name() + "/scale")));
    return images.as(onnx.node("Add", node.name(),
        List.of(product, perChannel(onnx, shift, node.name() + "/shift"))));
  }

  /** The largest value in the window; padding is never the largest. */
  static Operand maxPool(GraphNode node, Translation translation) {
    return pool(node, translation, "MaxPool", Map.of());
  }

  /** The mean over those values of the window that lie in the image: padding does not count. */
  static Operand averagePool(GraphNode node, Translation translation) {
    return pool(node, translation, "AveragePool", Map.of("count_include_pad", 0L));
  }

  private static Operand pool(GraphNode node, Translation translation, String operation, Map<String, Object> more) {
    Computed images = translation.images(node, 0);
    Window window = Window.of(node, Window.heightAndWidth(node, "ksize"));
    Map<String, Object> attributes = window.attributes(images.shape());
    attributes.put("kernel_shape", window.kernel());
    attributes.putAll(more);
    String name = translation.onnx().node(operation, node.name(), List.of(images.name()), attributes);
    return new Computed(name, images.type(), window.slide(node, images.shape(), images.shape()[3]),
        Operand.Layout.NCHW);
  }

  private static String perChannel(OnnxBuilder onnx, double[] values, String name) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return onnx.constant(ConstantTensor.of(rounded, values.length, 1, 1), name);
  }
}
