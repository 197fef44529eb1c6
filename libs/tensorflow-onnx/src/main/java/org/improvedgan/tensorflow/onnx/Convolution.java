package org.improvedgan.tensorflow.onnx;

import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import org.improvedgan.tensorflow.ConstantTensor;
import org.improvedgan.tensorflow.ElementType;

/**
 * A convolution with its weights at hand, so that a factor and a summand for each output channel that follow it can go
 * into them: s · (W * x + b) + t = (s · W) * x + (s · b + t). Batch normalisation with frozen statistics is such a
 * pair, and costs nothing then.
 */
final class Convolution {

  private final String input;
  private final Map<String, Object> attributes;
  private final long[] shape;
  /** [output channels, input channels, height, width]. */
  private final ByteBuffer weights;
  private final float[] bias;
  private String name;
  private int position;

  /** @param filter float32 [height, width, input channels, output channels], as TensorFlow keeps it */
  Convolution(String input, ConstantTensor filter, Map<String, Object> attributes) {
    this.input = input;
    this.attributes = attributes;
    long[] hwio = filter.shape();
    shape = new long[] {hwio[3], hwio[2], hwio[0], hwio[1]};
    weights = ByteBuffer.allocate(filter.data().size()).order(ByteOrder.LITTLE_ENDIAN);
    bias = new float[(int) hwio[3]];
    FloatBuffer from = filter.buffer().asFloatBuffer();
    FloatBuffer to = weights.asFloatBuffer();
    int taps = (int) (hwio[0] * hwio[1]);
    int inputs = (int) hwio[2];
    for (int tap = 0; tap < taps; tap++) {
      for (int in = 0; in < inputs; in++) {
        for (int out = 0; out < bias.length; out++) {
          to.put((out * inputs + in) * taps + tap, from.get());
        }
      }
    }
  }

  /** Takes in what follows: for each output channel a factor and a summand. */
  void scaleAndShift(double[] scale, double[] shift) {
    FloatBuffer values = weights.asFloatBuffer();
    int each = values.capacity() / bias.length;
    for (int out = 0; out < bias.length; out++) {
      bias[out] = (float) (scale[out] * bias[out] + shift[out]);
      for (int i = out * each; i < (out + 1) * each; i++) {
        values.put(i, (float) (scale[out] * values.get(i)));
      }
    }
  }

  void place(int at, String output) {
    position = at;
    name = output;
  }

  int position() {
    return position;
  }

  String name() {
    return name;
  }

  String input() {
    return input;
  }

  Map<String, Object> attributes() {
    return attributes;
  }

  int outputs() {
    return bias.length;
  }

  ConstantTensor weights() {
    return new ConstantTensor(ElementType.FLOAT, shape, UnsafeByteOperations.unsafeWrap(weights.array()));
  }

  ConstantTensor bias() {
    return ConstantTensor.of(bias, bias.length);
  }
}
