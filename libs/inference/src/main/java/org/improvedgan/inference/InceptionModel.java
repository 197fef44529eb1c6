package org.improvedgan.inference;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.util.Optional;
import org.improvedgan.tensorflow.GraphException;
import org.improvedgan.tensorflow.TensorFlowGraph;
import org.improvedgan.tensorflow.onnx.ClassifierGraph;
import org.improvedgan.tensorflow.onnx.OnnxModel;

/**
 * Makes a classifier of a frozen TensorFlow graph such as the Inception of 2015-12-05: {@code NAME.onnx} with its
 * manifest {@code NAME.properties} beside it.
 */
public final class InceptionModel {

  /** Images that the model sees at a time: its largest layers take 8 MB for each, and more of them bring no speed. */
  public static final int BATCH = 8;

  private static final String ENDING = ".onnx";

  private InceptionModel() {
  }

  /**
   * Translates a graph. The files appear under their names only when they are whole.
   *
   * @param graph a binary GraphDef
   * @param onnx where the model goes; must end in {@code .onnx}
   * @param bias whether the logits include the bias of the last layer, which the original score leaves out
   * @param dataset what it was trained on, for the manifest
   * @param command what made it, for the manifest
   * @return the manifest as it was written
   * @throws ModelException if the graph cannot be translated or a file cannot be read or written
   */
  public static ClassifierManifest convert(Path graph, Path onnx, boolean bias, String dataset, String command) {
    if (!onnx.getFileName().toString().endsWith(ENDING)) {
      throw new ModelException("The model's file must end in .onnx, so that its manifest can stand beside it; "
          + onnx + " does not.");
    }
    OnnxModel model;
    try {
      TensorFlowGraph read = TensorFlowGraph.read(graph);
      model = ClassifierGraph.find(read).translate(read, bias);
    } catch (GraphException e) {
      throw new ModelException(e.getMessage(), e);
    }
    try {
      String digest = write(model, onnx);
      ClassifierManifest manifest = describe(model, name(onnx), bias, dataset, digest, command);
      Path part = manifestOf(onnx).resolveSibling(name(onnx) + ".properties.part");
      Files.writeString(part, manifest.format(), StandardCharsets.UTF_8);
      move(part, manifestOf(onnx));
      move(part(onnx), onnx);
      return manifest;
    } catch (IOException e) {
      throw new ModelException("The model cannot be written to " + onnx + ": " + e.getMessage() + ".", e);
    }
  }

  /** Where the manifest of a model stands: {@code NAME.properties} beside {@code NAME.onnx}. */
  public static Path manifestOf(Path onnx) {
    return onnx.resolveSibling(name(onnx) + ".properties");
  }

  private static ClassifierManifest describe(OnnxModel model, String name, boolean bias, String dataset,
      String digest, String command) {
    return new ClassifierManifest(name, dataset, ClassifierInput.bytes(ClassifierGraph.INPUT, Optional.empty(), 3),
        ClassifierGraph.LOGITS, width(model, ClassifierGraph.LOGITS), Optional.of(bias),
        Optional.of(new ClassifierManifest.Features(ClassifierGraph.FEATURES,
            width(model, ClassifierGraph.FEATURES))),
        Optional.empty(), BATCH, digest, command);
  }

  private static int width(OnnxModel model, String output) {
    long[] shape = model.outputShape(output);
    if (shape.length != 2 || shape[1] < 1) {
      throw new ModelException("The " + output + " of the graph are no vectors of a fixed width.");
    }
    return Math.toIntExact(shape[1]);
  }

  /** Writes the model beside its place and returns its SHA-256. */
  private static String write(OnnxModel model, Path onnx) throws IOException {
    try (DigestOutputStream out = new DigestOutputStream(
        new BufferedOutputStream(Files.newOutputStream(part(onnx)), 1 << 16), Sha256.begin())) {
      model.write(out);
      return Sha256.hex(out.getMessageDigest());
    }
  }

  private static Path part(Path onnx) {
    return onnx.resolveSibling(onnx.getFileName() + ".part");
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String name(Path onnx) {
    String file = onnx.getFileName().toString();
    return file.endsWith(ENDING) ? file.substring(0, file.length() - ENDING.length()) : file;
  }
}
