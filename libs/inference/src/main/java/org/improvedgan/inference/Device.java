package org.improvedgan.inference;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;

/**
 * What a model is run on. Images of (checkpoint, seed) are the same bytes on every device of one kind, not on another
 * kind: a graphics card adds up in another order than a processor.
 *
 * @param cuda  an NVIDIA graphics card rather than the processor; needs a build with the Maven profile {@code gpu}
 * @param index which card, from 0
 */
public record Device(boolean cuda, int index) {

  /** What {@link #of} reads, as a regular expression. */
  public static final String PATTERN = "cpu|cuda(:\\d{1,3})?";

  /** The processor. */
  public static final Device CPU = new Device(false, 0);

  /**
   * Reads "cpu", "cuda" or "cuda:INDEX".
   *
   * @throws IllegalArgumentException one sentence if it is something else
   */
  public static Device of(String text) {
    if (text.equals("cpu")) {
      return CPU;
    }
    if (text.equals("cuda")) {
      return new Device(true, 0);
    }
    if (text.matches("cuda:\\d{1,3}")) {
      return new Device(true, Integer.parseInt(text.substring(5)));
    }
    throw new IllegalArgumentException("The device must be cpu, cuda or cuda:INDEX, not \"" + text + "\".");
  }

  /**
   * Looks whether it can be used, before any model is loaded.
   *
   * @throws ModelException if there is no such card, or the build has no support for it
   */
  public void require() {
    // Machine code is loaded with the environment.
    Sessions.environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      addTo(options);
    }
  }

  /** @throws ModelException if there is no such card, or the build has no support for it */
  void addTo(OrtSession.SessionOptions options) {
    if (!cuda) {
      return;
    }
    try (var settings = new OrtCUDAProviderOptions(index)) {
      settings.add("arena_extend_strategy", "kSameAsRequested");
      // TensorFloat-32 keeps 10 bits of the mantissa: pixels would differ from the processor's.
      settings.add("use_tf32", "0");
      options.addCUDA(settings);
    } catch (OrtException e) {
      throw new ModelException("ONNX Runtime cannot use graphics card " + index + ": build with the Maven profile gpu, "
          + "install CUDA 12.8 or a newer 12 and cuDNN 9 (`./gan doctor` says what is missing), "
          + "or choose the device cpu. It said: "
          + Sessions.sentence(e), e);
    }
  }

  @Override
  public String toString() {
    return cuda ? "cuda:" + index : "cpu";
  }
}
