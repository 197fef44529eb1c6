package org.improvedgan.cli.score;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.cli.OnnxRuntime;
import org.improvedgan.cli.UserError;
import org.improvedgan.images.ImageShape;
import org.improvedgan.inference.ClassifierInput;
import org.improvedgan.inference.ClassifierManifest;
import org.improvedgan.inference.InceptionModel;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.inference.OnnxGenerator;

/** Opens ONNX files of anybody, reading from the models themselves what they take and give. */
public final class ModelFiles {

  private static final String IMAGES = "images";
  private static final String LOGITS = "logits";
  private static final String FEATURES = "features";

  private ModelFiles() {
  }

  /**
   * A generator's images: its input is {@code z}, float32 [N, latent], its output {@code images}, uint8 [N, height,
   * width, channels].
   *
   * @throws UserError if the file cannot be read or is no such model
   */
  static GeneratorSource generatorSource(Path file, LatentKind kind, long seed, int threads) {
    byte[] onnx = read(file);
    return new GeneratorSource(file.toString(), generator(file, onnx, kind, threads), Digests.sha256(onnx), kind, seed,
        threads);
  }

  private static OnnxGenerator generator(Path file, byte[] onnx, LatentKind kind, int threads) {
    try (OrtSession session = open(onnx, file)) {
      long[] z = shape(session.getInputInfo(), "z", 2, OnnxJavaType.FLOAT, file, "input");
      ImageShape shape = imageShape(session.getOutputInfo(), file, "output");
      return OnnxGenerator.load(onnx, kind, Math.toIntExact(z[1]), shape, threads);
    } catch (OrtException e) {
      throw broken(file, e);
    }
  }

  /**
   * A classifier, described by the manifest {@code NAME.properties} beside {@code NAME.onnx}. One without a manifest
   * must read {@code images}, uint8 [N, height, width, channels] of a fixed or of any height and width, and give
   * {@code logits}, float32 [N, classes]; it may give {@code features}, float32 [N, width].
   *
   * @throws UserError if the file cannot be read or is no such model
   */
  public static OnnxClassifier classifier(Path file, int threads) {
    byte[] onnx = read(file);
    Path manifest = InceptionModel.manifestOf(file);
    String name = file.getFileName().toString().replaceFirst("\\.onnx$", "");
    return OnnxClassifier.load(Files.exists(manifest)
        ? ClassifierManifest.parse(new String(read(manifest), StandardCharsets.UTF_8)) : describe(name, onnx, file),
        onnx, threads);
  }

  private static ClassifierManifest describe(String name, byte[] onnx, Path file) {
    try (OrtSession session = open(onnx, file)) {
      long[] image = shape(session.getInputInfo(), IMAGES, 4, OnnxJavaType.UINT8, file,
          "manifest " + InceptionModel.manifestOf(file).getFileName() + " beside it, or the input");
      Optional<ClassifierInput.Size> size = image[1] < 0 && image[2] < 0 ? Optional.empty()
          : Optional.of(new ClassifierInput.Size(Math.toIntExact(image[1]), Math.toIntExact(image[2])));
      long[] logits = shape(session.getOutputInfo(), LOGITS, 2, OnnxJavaType.FLOAT, file,
          "manifest " + InceptionModel.manifestOf(file).getFileName() + " beside it, or the output");
      Optional<ClassifierManifest.Features> features = Optional.empty();
      if (session.getOutputInfo().containsKey(FEATURES)) {
        long[] width = shape(session.getOutputInfo(), FEATURES, 2, OnnxJavaType.FLOAT, file, "output");
        features = Optional.of(new ClassifierManifest.Features(FEATURES, Math.toIntExact(width[1])));
      }
      return new ClassifierManifest(name, "unknown", ClassifierInput.bytes(IMAGES, size, Math.toIntExact(image[3])),
          LOGITS, Math.toIntExact(logits[1]), Optional.empty(), features, Optional.empty(),
          size.isPresent() ? ClassifierManifest.USUAL_BATCH : InceptionModel.BATCH, "", "unknown");
    } catch (OrtException e) {
      throw broken(file, e);
    }
  }

  private static ImageShape imageShape(Map<String, NodeInfo> nodes, Path file, String what) {
    long[] dimensions = shape(nodes, IMAGES, 4, OnnxJavaType.UINT8, file, what);
    return new ImageShape(Math.toIntExact(dimensions[1]), Math.toIntExact(dimensions[2]),
        Math.toIntExact(dimensions[3]));
  }

  private static long[] shape(Map<String, NodeInfo> nodes, String name, int rank, OnnxJavaType type, Path file,
      String what) {
    NodeInfo node = nodes.get(name);
    if (node == null || !(node.getInfo() instanceof TensorInfo tensor) || tensor.type != type
        || tensor.getShape().length != rank) {
      throw new UserError(file + " must have the " + what + " \"" + name + "\", " + type.toString().toLowerCase(
          Locale.ROOT) + " with " + rank + " dimensions; it has " + nodes.values() + ".");
    }
    return tensor.getShape();
  }

  private static OrtSession open(byte[] onnx, Path file) {
    try {
      return OnnxRuntime.environment().createSession(onnx);
    } catch (OrtException e) {
      throw broken(file, e);
    }
  }

  private static UserError broken(Path file, OrtException e) {
    String reason = e.getMessage().lines().findFirst().orElse("");
    return new UserError(file + " is no ONNX model that can be used here: " + reason + ".", e);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UserError("The file " + file + " cannot be read: give the path of an ONNX file.", e);
    }
  }
}
