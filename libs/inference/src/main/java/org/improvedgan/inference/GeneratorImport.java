package org.improvedgan.inference;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.List;
import java.util.Optional;
import org.improvedgan.images.ImageShape;
import org.improvedgan.tensorflow.proto.OnnxProtos.Model;

/**
 * Makes a generator of this system out of anybody's: finds out what an exported model takes and gives, runs it to see
 * that this is so, and rewrites its graph to the one form that is served: input {@code z} float32 [N, size], for
 * conditional ones {@code class} int64 [N], output {@code images} uint8 [N, height, width, channels].
 */
public final class GeneratorImport {

  static final String WHAT = "The generator";
  /** Images that are made to see what a model gives; other numbers, to see that N is free. */
  private static final int[] PROBES = {16, 3, 16};
  /** The model is the user's own: only absurd sizes are refused. */
  private static final long MEMORY = 16L << 30;

  /** Order of an image's axes. */
  public enum Layout { NHWC, NCHW }

  /**
   * The values of black and of white.
   *
   * @param low becomes 0
   * @param high becomes 255
   */
  public record Range(double low, double high) {

    /** @throws IllegalArgumentException unless both are finite and in order */
    public Range {
      if (!(high > low) || !Double.isFinite(high - low)) {
        throw new IllegalArgumentException(
            "A range is two numbers, the lower first, not " + low + " and " + high + ".");
      }
    }

    @Override
    public String toString() {
      return number(low) + "," + number(high);
    }

    private static String number(double value) {
      return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
  }

  /**
   * What is known of the model beforehand; what is empty is found out, where it is unambiguous.
   *
   * @param kind distribution of z
   * @param latentSize length of z
   * @param input name of the input for z
   * @param output name of the output with the images
   * @param classes of a conditional model; 0 for others
   * @param classInput name of the input for the class
   */
  public record Options(LatentKind kind, Optional<Integer> latentSize, Optional<String> input, Optional<String> output,
      Optional<Layout> layout, Optional<Range> range, int classes, Optional<String> classInput) {

    /** Nothing is known but the distribution. */
    public static Options of(LatentKind kind) {
      return new Options(kind, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
          0, Optional.empty());
    }
  }

  /**
   * A generator in the form that is served.
   *
   * @param made values of the images that were made to try it
   * @param outside how many of them lie outside of the range, and are clipped
   * @param least the smallest of them
   * @param most the largest of them
   */
  public record Imported(byte[] onnx, int latentSize, ImageShape shape, String input, String output,
      Optional<String> classInput, Layout layout, Range range, long made, long outside, double least, double most) {
  }

  private GeneratorImport() {
  }

  /**
   * Imports a model.
   *
   * @param onnx the whole file
   * @throws ModelException if it cannot be used, or is ambiguous; the sentence says what to do
   */
  public static Imported of(byte[] onnx, Options options) {
    Model model = GraphCheck.require(onnx, MEMORY);
    OrtSession session = Sessions.open(onnx, 1, WHAT);
    try {
      ExportedModel exported = ExportedModel.of(session, options);
      Probe probe = new Probe(session, exported, options);
      for (int count : PROBES) {
        probe.run(count);
      }
      Layout layout = options.layout().orElseGet(() -> exported.layout(probe.shape()));
      Range range = options.range().orElseGet(() -> exported.range(model, probe));
      ImageShape shape = exported.imageShape(layout, probe.shape());
      byte[] canonical = CanonicalGraph.of(model, exported, shape, layout, range);
      return new Imported(canonical, exported.latentSize(), shape, exported.z().name(), exported.images().name(),
          exported.label().map(ExportedModel.Value::name), layout, range, probe.count(), probe.outside(range),
          probe.least(), probe.most());
    } catch (OrtException e) {
      throw Sessions.failure(WHAT, WHAT + " fails when it runs: ", e);
    } finally {
      Sessions.close(session);
    }
  }

  /** Names as messages list them. */
  static String list(List<String> names) {
    return "\"" + String.join("\", \"", names) + "\"";
  }
}
