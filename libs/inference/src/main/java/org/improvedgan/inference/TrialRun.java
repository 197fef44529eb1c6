package org.improvedgan.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.improvedgan.inference.ModelException.Reason;

/** Runs a generator for the first time: one batch of ordinary z, whose values must be finite. */
final class TrialRun {

  private static final String WHAT = "The generator";
  private static final String Z = "z";
  private static final String CLASS = "class";

  private TrialRun() {
  }

  /**
   * Runs a model once. One that takes something else than is fed is not run: whoever loads it says what is wrong.
   *
   * @param outputs what to compute and to look at; all that the model gives where it is empty
   * @throws ModelException if it fails, or a float in the outputs is not finite
   */
  static void run(OrtSession session, GeneratorTrial.Feed feed, List<String> outputs) {
    try {
      if (!takes(session.getInputInfo(), feed)) {
        return;
      }
      OrtEnvironment environment = Sessions.environment();
      int batch = OnnxGenerator.BATCH;
      float[] z = new float[Math.multiplyExact(batch, feed.latentSize())];
      float[] one = new float[feed.latentSize()];
      long[] classes = new long[batch];
      for (int slot = 0; slot < batch; slot++) {
        LatentSource.fill(feed.kind(), 0, slot, one);
        System.arraycopy(one, 0, z, slot * one.length, one.length);
        classes[slot] = slot % Math.max(1, feed.classes());
      }
      long[] vectors = {batch, one.length};
      try (OnnxTensor latent = OnnxTensor.createTensor(environment, FloatBuffer.wrap(z), vectors);
          OnnxTensor chosen = OnnxTensor.createTensor(environment, LongBuffer.wrap(classes), new long[] {batch})) {
        Map<String, OnnxTensor> inputs = new HashMap<>(Map.of(Z, latent));
        if (session.getInputNames().contains(CLASS)) {
          inputs.put(CLASS, chosen);
        }
        // In this order: the same model must be refused with the same sentence everywhere.
        try (OrtSession.Result result = session.run(inputs,
            outputs.isEmpty() ? session.getOutputNames() : new LinkedHashSet<>(outputs))) {
          for (Map.Entry<String, OnnxValue> output : result) {
            requireFinite(output.getKey(), output.getValue());
          }
        }
      }
    } catch (OrtException e) {
      throw Sessions.failure(WHAT, WHAT + " fails when it runs: ", e);
    }
  }

  private static boolean takes(Map<String, NodeInfo> inputs, GeneratorTrial.Feed feed) {
    return inputs.containsKey(Z) && Set.of(Z, CLASS).containsAll(inputs.keySet())
        && is(inputs.get(Z), OnnxJavaType.FLOAT, -1, feed.latentSize())
        && (!inputs.containsKey(CLASS) || is(inputs.get(CLASS), OnnxJavaType.INT64, -1));
  }

  private static boolean is(NodeInfo node, OnnxJavaType type, long... shape) {
    if (!(node.getInfo() instanceof TensorInfo info) || info.type != type || info.getShape().length != shape.length) {
      return false;
    }
    for (int i = 0; i < shape.length; i++) {
      if (info.getShape()[i] >= 0 && info.getShape()[i] != shape[i]) {
        return false;
      }
    }
    return true;
  }

  private static void requireFinite(String name, OnnxValue value) {
    if (!(value instanceof OnnxTensor tensor)) {
      return;
    }
    switch (tensor.getInfo().type) {
      case FLOAT, FLOAT16, BFLOAT16 -> {
        FloatBuffer values = tensor.getFloatBuffer();
        while (values.hasRemaining()) {
          requireFinite(name, values.get());
        }
      }
      case DOUBLE -> {
        DoubleBuffer values = tensor.getDoubleBuffer();
        while (values.hasRemaining()) {
          requireFinite(name, values.get());
        }
      }
      default -> {
        // Integers are finite.
      }
    }
  }

  private static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new ModelException(Reason.NOT_FINITE, WHAT + " makes values of ordinary z that are not finite (" + value
          + " in \"" + name + "\"): the training has failed; publish an earlier checkpoint.");
    }
  }
}
