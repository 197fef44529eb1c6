package org.improvedgan.cli.score;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.improvedgan.inference.OnnxModelBuilder;

/** Classifiers of colour images of any size, with a manifest beside them, for tests. */
public final class SmallModels {

  public static final String MANIFEST = """
      name=colours
      input=images
      height=any
      width=any
      channels=3
      type=float32
      logits=logits
      classes=2
      features=features
      featureSize=3
      batch=4
      """;

  private SmallModels() {
  }

  /** Features: the mean of each channel, over 255; logits: 4 (red - green) and its opposite. */
  public static Path colours(Path file) throws IOException {
    return write(file, "unit", MANIFEST);
  }

  /** The same with logits that are the logarithm of such a difference: NaN where that is negative. */
  public static Path broken(Path file) throws IOException {
    return write(file, "logarithm", MANIFEST);
  }

  /** The first one with another manifest. */
  public static Path colours(Path file, String manifest) throws IOException {
    return write(file, "unit", manifest);
  }

  private static Path write(Path file, String last, String manifest) throws IOException {
    OnnxModelBuilder model = new OnnxModelBuilder();
    model.input("images", OnnxModelBuilder.FLOAT, -1, -1, -1, 3);
    model.weights("white", new float[] {255f});
    model.node("ReduceMean", List.of("images"), "means", Map.of("axes", new long[] {1, 2}, "keepdims", 0));
    model.node("Div", List.of("means", "white"), "features");
    model.weights("w", new float[] {4, -4, -4, 4, 0, 0}, 3, 2);
    model.node("MatMul", List.of("features", "w"), last.equals("unit") ? "logits" : "difference");
    if (last.equals("logarithm")) {
      model.node("Log", List.of("difference"), "logits");
    }
    model.output("logits", OnnxModelBuilder.FLOAT, -1, 2).output("features", OnnxModelBuilder.FLOAT, -1, 3);
    Files.write(file, model.build());
    Files.writeString(file.resolveSibling(file.getFileName().toString().replace(".onnx", ".properties")), manifest);
    return file;
  }
}
