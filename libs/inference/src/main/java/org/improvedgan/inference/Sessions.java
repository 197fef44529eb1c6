package org.improvedgan.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Opens ONNX Runtime sessions and checks what a model takes and gives. */
final class Sessions {

  private static final List<String> OUT_OF_MEMORY = List.of("bad_alloc", "bad allocation", "Failed to allocate memory",
      "Integer overflow", "SafeIntOnOverflow");

  /** Makes a session with these options. */
  private interface Opener {
    OrtSession open(OrtSession.SessionOptions options) throws OrtException;
  }

  private Sessions() {
  }

  /**
   * Opens a session.
   *
   * @param what how messages call the model, e.g. "The generator"
   * @param threads threads for one run; the caller's own counts
   * @throws ModelException if ONNX Runtime refuses the model
   */
  static OrtSession open(byte[] onnx, int threads, String what) {
    return open(onnx, Device.CPU, threads, what);
  }

  /** As {@link #open(byte[], int, String)}, on the device. */
  static OrtSession open(byte[] onnx, Device device, int threads, String what) {
    if (threads < 1) {
      throw new IllegalArgumentException("The number of threads is " + threads + "; it must be 1 or more.");
    }
    OnnxFile.requireSelfContained(onnx, what);
    return open(options -> environment().createSession(onnx, options), device, threads, what);
  }

  /** As {@link #open(byte[], int, String)}, of a file that was found to be self-contained. */
  static OrtSession open(Path onnx, int threads, String what) {
    return open(options -> environment().createSession(onnx.toString(), options), Device.CPU, threads, what);
  }

  private static OrtSession open(Opener opener, Device device, int threads, String what) {
    // Options for a graphics card can only be made once there is an environment.
    environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setDeterministicCompute(true);
      // Threads that wait for work must sleep: the machine's other processes need the cores.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      device.addTo(options);
      return opener.open(options);
    } catch (OrtException e) {
      throw failure(what, what + " cannot be loaded by ONNX Runtime: ", e);
    }
  }

  /** What ONNX Runtime says, after {@code beginning}; it names a lack of memory only in its text. */
  static ModelException failure(String what, String beginning, OrtException e) {
    String text = String.valueOf(e.getMessage());
    if (OUT_OF_MEMORY.stream().anyMatch(text::contains)) {
      return new ModelException(ModelException.Reason.MEMORY,
          what + " asks for more memory than it may take: " + sentence(e));
    }
    return new ModelException(beginning + sentence(e), e);
  }

  /** The process's one environment; the first to ask decides what it logs. */
  static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "improved-gan");
  }

  /**
   * Checks one input or output.
   *
   * @param nodes the session's inputs or outputs
   * @param name the expected name
   * @param shape the expected shape; -1 for the batch and for other sizes that the model must leave open
   * @throws ModelException if it is missing or other than expected
   */
  static void require(Map<String, NodeInfo> nodes, String name, OnnxJavaType type, long[] shape, String what) {
    NodeInfo node = nodes.get(name);
    if (node == null) {
      throw new ModelException(what + " has no \"" + name + "\" among " + nodes.keySet() + ".");
    }
    if (!(node.getInfo() instanceof TensorInfo info) || info.type != type || !fits(info.getShape(), shape)) {
      throw new ModelException("\"%s\" of %s must be %s %s, but is %s.".formatted(
          name, lowerFirst(what), type, shape(shape), describe(node)));
    }
  }

  private static boolean fits(long[] actual, long[] expected) {
    if (actual.length != expected.length || actual[0] >= 0) {
      return false;
    }
    for (int i = 1; i < actual.length; i++) {
      // A dimension that the model leaves open is checked by running it.
      if (actual[i] >= 0 && actual[i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  private static String describe(NodeInfo node) {
    return node.getInfo() instanceof TensorInfo info ? info.type + " " + shape(info.getShape()) : "no tensor";
  }

  private static String shape(long[] shape) {
    return Arrays.toString(shape).replaceFirst("-1", "N").replace("-1", "any");
  }

  static String lowerFirst(String what) {
    return what.substring(0, 1).toLowerCase(Locale.ROOT) + what.substring(1);
  }

  static void close(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw new ModelException("A model cannot be closed: " + sentence(e), e);
    }
  }

  /** ONNX Runtime's message on one line, ended by a full stop. */
  static String sentence(Exception e) {
    String message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
    return message.endsWith(".") ? message : message + ".";
  }
}
