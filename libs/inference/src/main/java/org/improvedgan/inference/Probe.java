package org.improvedgan.inference;

import static org.improvedgan.inference.GeneratorImport.WHAT;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.improvedgan.inference.GeneratorImport.Options;
import org.improvedgan.inference.GeneratorImport.Range;
import org.improvedgan.inference.ModelException.Reason;

/** Makes some images with an exported model as it is, and keeps their values. */
final class Probe {

  /** Rounding may carry a tanh past 1. */
  private static final double TOLERANCE = 1e-3;

  private final OrtSession session;
  private final ExportedModel model;
  private final Options options;
  private long next;
  private long[] shape;
  private float[] values = {};

  Probe(OrtSession session, ExportedModel model, Options options) {
    this.session = session;
    this.model = model;
    this.options = options;
  }

  /** Makes {@code count} images more. */
  void run(int count) throws OrtException {
    int size = model.latentSize();
    float[] z = new float[Math.multiplyExact(count, size)];
    float[] one = new float[size];
    long[] classes = new long[count];
    for (int i = 0; i < count; i++, next++) {
      LatentSource.fill(options.kind(), 0, next, one);
      System.arraycopy(one, 0, z, i * size, size);
      classes[i] = next % Math.max(1, options.classes());
    }
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      OrtEnvironment environment = Sessions.environment();
      inputs.put(model.z().name(), OnnxTensor.createTensor(environment, FloatBuffer.wrap(z),
          model.z().shape().length == 2 ? new long[] {count, size} : new long[] {count, size, 1, 1}));
      if (model.label().isPresent()) {
        ExportedModel.Value label = model.label().get();
        long[] labels = label.shape().length == 1 ? new long[] {count} : new long[] {count, 1};
        inputs.put(label.name(), label.type() == OnnxJavaType.INT64
            ? OnnxTensor.createTensor(environment, LongBuffer.wrap(classes), labels)
            : OnnxTensor.createTensor(environment, IntBuffer.wrap(Arrays.stream(classes).mapToInt(c -> (int) c)
                .toArray()), labels));
      }
      try (OrtSession.Result result = session.run(inputs, Set.of(model.images().name()))) {
        keep((OnnxTensor) result.get(0), count);
      }
    } catch (OrtException e) {
      throw Sessions.failure(WHAT, WHAT + " fails when it makes " + count + " images at a time; if that is because it "
          + "was exported for another number, " + ExportedModel.FREE_BATCH.replaceFirst("\\.$", "") + ": ", e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private void keep(OnnxTensor images, int count) {
    long[] made = images.getInfo().getShape();
    if (made.length != 4 || made[0] != count) {
      throw new ModelException(WHAT + " gives " + Arrays.toString(made) + " of " + count + " z: "
          + ExportedModel.FREE_BATCH);
    }
    if (shape != null && !Arrays.equals(shape, 1, 4, made, 1, 4)) {
      throw new ModelException(WHAT + " gives images of different sizes.");
    }
    shape = made;
    float[] more = floats(images);
    for (float value : more) {
      if (!Float.isFinite(value)) {
        throw new ModelException(Reason.NOT_FINITE, WHAT + " makes values of ordinary z that are not finite (" + value
            + " in \"" + model.images().name() + "\"): the training has failed; publish an earlier checkpoint.");
      }
    }
    int before = values.length;
    values = Arrays.copyOf(values, before + more.length);
    System.arraycopy(more, 0, values, before, more.length);
  }

  private static float[] floats(OnnxTensor tensor) {
    if (tensor.getInfo().type == OnnxJavaType.UINT8) {
      ByteBuffer bytes = tensor.getByteBuffer();
      float[] floats = new float[bytes.remaining()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = bytes.get() & 0xFF;
      }
      return floats;
    }
    if (tensor.getInfo().type == OnnxJavaType.DOUBLE) {
      double[] doubles = new double[tensor.getDoubleBuffer().remaining()];
      tensor.getDoubleBuffer().get(doubles);
      float[] floats = new float[doubles.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) doubles[i];
      }
      return floats;
    }
    FloatBuffer buffer = tensor.getFloatBuffer();
    float[] floats = new float[buffer.remaining()];
    buffer.get(floats);
    return floats;
  }

  /** Of the last batch. */
  long[] shape() {
    return shape;
  }

  /** Values that were made. */
  long count() {
    return values.length;
  }

  /** How many lie outside of a range, by more than a thousandth of it. */
  long outside(Range range) {
    double margin = TOLERANCE * (range.high() - range.low());
    long outside = 0;
    for (float value : values) {
      if (value < range.low() - margin || value > range.high() + margin) {
        outside++;
      }
    }
    return outside;
  }

  double least() {
    double least = Double.POSITIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
    }
    return least;
  }

  double most() {
    double most = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      most = Math.max(most, value);
    }
    return most;
  }
}
