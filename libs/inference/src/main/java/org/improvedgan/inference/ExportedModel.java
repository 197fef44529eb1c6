package org.improvedgan.inference;

import static org.improvedgan.inference.GeneratorImport.WHAT;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.improvedgan.images.ImageShape;
import org.improvedgan.inference.GeneratorImport.Layout;
import org.improvedgan.inference.GeneratorImport.Options;
import org.improvedgan.inference.GeneratorImport.Range;
import org.improvedgan.tensorflow.proto.OnnxProtos.Model;
import org.improvedgan.tensorflow.proto.OnnxProtos.Node;

/**
 * What an exported generator takes and gives.
 *
 * @param z the latent vectors, [N, size] or [N, size, 1, 1]
 * @param label the class, [N] or [N, 1], of a conditional one
 * @param images [N, height, width, channels] or [N, channels, height, width]
 */
record ExportedModel(Value z, Optional<Value> label, Value images, int latentSize) {

  /**
   * An input or output.
   *
   * @param shape -1 for what is open
   */
  record Value(String name, OnnxJavaType type, long[] shape) {
  }

  /** What the sentences about a fixed batch end with. */
  static final String FREE_BATCH = "export it with a free batch axis (in PyTorch torch.onnx.export(..., "
      + "dynamic_axes={\"z\": {0: \"N\"}, \"images\": {0: \"N\"}}, dynamo=False)).";
  static final Set<OnnxJavaType> FLOATS =
      Set.of(OnnxJavaType.FLOAT, OnnxJavaType.FLOAT16, OnnxJavaType.BFLOAT16, OnnxJavaType.DOUBLE);
  private static final Set<OnnxJavaType> WHOLE = Set.of(OnnxJavaType.INT64, OnnxJavaType.INT32);
  /** These hand the range of what goes into them on. */
  private static final Set<String> MOVING = Set.of("Identity", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Cast");

  static ExportedModel of(OrtSession session, Options options) throws OrtException {
    List<Value> inputs = values(session.getInputInfo());
    List<Value> outputs = values(session.getOutputInfo());
    Value z = choose(inputs, options.input(), value -> value.type() == OnnxJavaType.FLOAT, "float32 input", "--input");
    if (z.type() != OnnxJavaType.FLOAT) {
      throw new ModelException(WHAT + "'s input \"" + z.name() + "\" must be float32, but is " + z.type() + ".");
    }
    List<Value> others = inputs.stream().filter(value -> !value.equals(z)).toList();
    Optional<Value> label = label(others, options);
    others.stream().filter(value -> !label.filter(value::equals).isPresent()).findFirst().ifPresent(value -> {
      throw new ModelException(WHAT + " has the input \"" + value.name() + "\" beside \"" + z.name()
          + "\", and nothing to feed it with: export a model of z alone, or one of z and a class and give --classes.");
    });
    Value images = choose(outputs, options.output(), value -> value.shape().length == 4, "output with 4 axes",
        "--output");
    if (images.shape().length != 4 || images.type() != OnnxJavaType.UINT8 && !FLOATS.contains(images.type())) {
      throw new ModelException(WHAT + "'s output \"" + images.name() + "\" must be float32 or uint8 with 4 axes, [N, "
          + "height, width, channels] or [N, channels, height, width], but is " + describe(images)
          + ": reshape it to images when you export.");
    }
    int size = latentSize(z, options);
    label.ifPresent(ExportedModel::requireFreeBatch);
    return new ExportedModel(z, label, images, size);
  }

  private static List<Value> values(Map<String, NodeInfo> nodes) {
    List<Value> values = new ArrayList<>();
    nodes.forEach((name, node) -> {
      if (node.getInfo() instanceof TensorInfo info) {
        values.add(new Value(name, info.type, info.getShape()));
      } else {
        values.add(new Value(name, OnnxJavaType.UNKNOWN, new long[0]));
      }
    });
    return values;
  }

  private static Value choose(List<Value> values, Optional<String> name, Predicate<Value> fits,
      String what, String option) {
    List<String> names = values.stream().map(Value::name).toList();
    if (name.isPresent()) {
      return values.stream().filter(value -> value.name().equals(name.get())).findFirst()
          .orElseThrow(() -> new ModelException(WHAT + " has no \"" + name.get() + "\" among "
              + GeneratorImport.list(names) + ": name another with " + option + "."));
    }
    if (values.size() == 1) {
      return values.get(0);
    }
    List<Value> fitting = values.stream().filter(fits).toList();
    if (fitting.size() != 1) {
      throw new ModelException(WHAT + " has " + (fitting.isEmpty() ? "no " : "more than one ") + what + " among "
          + GeneratorImport.list(names) + ": say which is meant with " + option + ".");
    }
    return fitting.get(0);
  }

  private static Optional<Value> label(List<Value> others, Options options) {
    if (options.classes() == 0) {
      others.stream().filter(value -> WHOLE.contains(value.type())).findFirst().ifPresent(value -> {
        throw new ModelException(WHAT + " has the input \"" + value.name() + "\" beside z: if it is the class, say how "
            + "many there are with --classes.");
      });
      return Optional.empty();
    }
    Value label = choose(others, options.classInput(), value -> WHOLE.contains(value.type()), "integer input",
        "--class-input");
    boolean vector = label.shape().length == 1 || label.shape().length == 2 && label.shape()[1] == 1;
    if (!WHOLE.contains(label.type()) || !vector) {
      throw new ModelException(WHAT + "'s input \"" + label.name() + "\" must be the number of the class, int64 [N], "
          + "but is " + describe(label) + ".");
    }
    return Optional.of(label);
  }

  private static int latentSize(Value z, Options options) {
    requireFreeBatch(z);
    long[] shape = z.shape();
    boolean vector = shape.length == 2 || shape.length == 4 && shape[2] <= 1 && shape[3] <= 1;
    if (!vector) {
      throw new ModelException(WHAT + "'s input \"" + z.name() + "\" must be [N, size] or [N, size, 1, 1], but is "
          + describe(z) + ".");
    }
    if (shape[1] < 0 && options.latentSize().isEmpty()) {
      throw new ModelException(WHAT + " does not say how long z is: give --latent-size.");
    }
    long size = shape[1] < 0 ? options.latentSize().orElseThrow() : shape[1];
    if (options.latentSize().filter(wanted -> wanted != size).isPresent()) {
      throw new ModelException(WHAT + " takes a z of " + size + " numbers, not of the " + options.latentSize().get()
          + " of --latent-size.");
    }
    if (size < 1 || size > 1 << 20) {
      throw new ModelException("The length of z is " + size + "; it must be 1 to " + (1 << 20) + ".");
    }
    return (int) size;
  }

  private static void requireFreeBatch(Value input) {
    if (input.shape().length > 0 && input.shape()[0] >= 0) {
      throw new ModelException(WHAT + "'s input \"" + input.name() + "\" takes exactly " + input.shape()[0]
          + " at a time: " + FREE_BATCH);
    }
  }

  private static String describe(Value value) {
    return value.type() + " " + Arrays.toString(value.shape()).replace("-1", "any");
  }

  /** Where the channels are, if sizes tell: 1 or 3 at one end and not at the other. */
  Layout layout(long[] shape) {
    boolean first = isChannels(shape[1]);
    boolean last = isChannels(shape[3]);
    if (first == last) {
      throw new ModelException(WHAT + " gives " + Arrays.toString(shape) + ", which does not show where the channels "
          + "are: say --layout nhwc or --layout nchw.");
    }
    return first ? Layout.NCHW : Layout.NHWC;
  }

  private static boolean isChannels(long size) {
    return size == 1 || size == 3;
  }

  /** Bytes have their range; a last tanh or sigmoid has, too. */
  Range range(Model model, Probe probe) {
    if (images.type() == OnnxJavaType.UINT8) {
      return new Range(0, 255);
    }
    String value = images.name();
    for (boolean moved = true; moved; ) {
      moved = false;
      for (Node node : model.getGraph().getNodeList()) {
        if (node.getOutputList().contains(value)) {
          switch (node.getOpType()) {
            case "Tanh" -> {
              return new Range(-1, 1);
            }
            case "Sigmoid" -> {
              return new Range(0, 1);
            }
            default -> moved = MOVING.contains(node.getOpType()) && node.getInputCount() > 0;
          }
          value = moved ? node.getInput(0) : value;
          break;
        }
      }
    }
    throw new ModelException(String.format(Locale.ROOT, "%s does not show which values are black and white, since "
        + "neither a tanh nor a sigmoid is its last operation; the images made to try it lie from %.4g to %.4g: say "
        + "--range=-1,1 or --range=0,1 or --range=0,255.", WHAT, probe.least(), probe.most()));
  }

  /** Of one image; {@code shape} is that of a batch. */
  ImageShape imageShape(Layout layout, long[] shape) {
    try {
      return layout == Layout.NHWC
          ? new ImageShape(Math.toIntExact(shape[1]), Math.toIntExact(shape[2]), Math.toIntExact(shape[3]))
          : new ImageShape(Math.toIntExact(shape[2]), Math.toIntExact(shape[3]), Math.toIntExact(shape[1]));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelException(WHAT + "'s output \"" + images.name() + "\" gives " + Arrays.toString(shape)
          + ", which as " + layout.name().toLowerCase(Locale.ROOT) + " are no images: " + e.getMessage(), e);
    }
  }
}
