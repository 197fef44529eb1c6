package org.improvedgan.tensorflow.onnx;

import java.util.List;
import java.util.Map;
import org.improvedgan.tensorflow.ConstantTensor;
import org.improvedgan.tensorflow.ElementType;
import org.improvedgan.tensorflow.GraphNode;
import org.improvedgan.tensorflow.onnx.Operand.Computed;
import org.improvedgan.tensorflow.onnx.Operand.Layout;

/**
 * TensorFlow's ResizeBilinear, with its own order of float32 operations, so that the result is the same bit for bit
 * (ONNX's Resize computes the weights of the four pixels otherwise). Along each axis, for the position i of the result:
 * <pre>
 * scale = in / out                      or (in - 1) / (out - 1) with align_corners
 * p     = i · scale                     or (i + 0.5) · scale - 0.5 with half_pixel_centers
 * low   = max(floor(p), 0),  high = min(ceil(p), in - 1),  f = p - floor(p)
 * value = v[low] + (v[high] - v[low]) · f
 * </pre>
 * First along the width, then along the height; no smoothing when the image becomes smaller. Source of the formula:
 * {@code tensorflow/core/util/image_resizer_state.h} and {@code resize_bilinear_op.cc}.
 */
final class BilinearResize {

  private static final int HEIGHT = 2;
  private static final int WIDTH = 3;
  private static final int LARGEST = 1 << 16;

  private final OnnxBuilder onnx;
  private final boolean alignCorners;
  private final boolean halfPixelCenters;

  private BilinearResize(OnnxBuilder onnx, GraphNode node) {
    this.onnx = onnx;
    alignCorners = node.flag("align_corners", false);
    halfPixelCenters = node.flag("half_pixel_centers", false);
    if (alignCorners && halfPixelCenters) {
      throw node.refuse("has both align_corners and half_pixel_centers, which exclude each other.");
    }
  }

  static Operand translate(GraphNode node, Translation translation) {
    Computed images = translation.cast(translation.images(node, 0), ElementType.FLOAT, node.name() + "/float");
    long[] size = translation.integers(node, 1);
    if (size.length != 2 || Math.min(size[0], size[1]) < 1 || Math.max(size[0], size[1]) > LARGEST) {
      throw node.refuse("needs the height and width of its result as input 1, up to " + LARGEST + " each.");
    }
    BilinearResize resize = new BilinearResize(translation.onnx(), node);
    String wide = resize.along(WIDTH, images.name(), (int) size[1], node.name() + "/width");
    String name = resize.along(HEIGHT, wide, (int) size[0], node.name() + "/height");
    return new Computed(name, ElementType.FLOAT, new long[] {images.shape()[0], size[0], size[1], images.shape()[3]},
        Layout.NCHW);
  }

  private String along(int axis, String images, int out, String name) {
    String in = onnx.node("Cast", name + "/in", List.of(
        onnx.node("Shape", name + "/size", List.of(images), Map.of("start", (long) axis, "end", axis + 1L))),
        Map.of("to", (long) ElementType.FLOAT.onnx()));
    String last = onnx.node("Sub", name + "/last", List.of(in, number(1, name + "/one")));
    String scale = alignCorners && out > 1
        ? onnx.node("Div", name + "/scale", List.of(last, number(out - 1, name + "/out")))
        : onnx.node("Div", name + "/scale", List.of(in, number(out, name + "/out")));
    String position = position(out, scale, name);
    String floor = onnx.node("Floor", name + "/floor", List.of(position));
    String low = index("Max", floor, number(0, name + "/zero"), name + "/low");
    String high = index("Min", onnx.node("Ceil", name + "/ceil", List.of(position)), last, name + "/high");
    String fraction = onnx.node("Sub", name + "/fraction", List.of(position, floor));
    if (axis == HEIGHT) {
      fraction = onnx.node("Unsqueeze", name + "/rows",
          List.of(fraction, onnx.constant(ConstantTensor.of(1), name + "/axis")));
    }
    Map<String, Object> gather = Map.of("axis", (long) axis);
    String before = onnx.node("Gather", name + "/before", List.of(images, low), gather);
    String after = onnx.node("Gather", name + "/after", List.of(images, high), gather);
    String difference = onnx.node("Sub", name + "/difference", List.of(after, before));
    String part = onnx.node("Mul", name + "/part", List.of(difference, fraction));
    return onnx.node("Add", name, List.of(before, part));
  }

  private String position(int out, String scale, String name) {
    float[] steps = new float[out];
    for (int i = 0; i < out; i++) {
      steps[i] = halfPixelCenters ? i + 0.5f : i;
    }
    String position = onnx.node("Mul", name + "/position",
        List.of(onnx.constant(ConstantTensor.of(steps, out), name + "/steps"), scale));
    return halfPixelCenters
        ? onnx.node("Sub", name + "/centred", List.of(position, number(0.5f, name + "/half"))) : position;
  }

  private String index(String bound, String position, String limit, String name) {
    return onnx.node("Cast", name, List.of(onnx.node(bound, name + "/bounded", List.of(position, limit))),
        Map.of("to", (long) ElementType.INT64.onnx()));
  }

  private String number(float value, String name) {
    return onnx.constant(ConstantTensor.of(new float[] {value}, 1), name);
  }
}
