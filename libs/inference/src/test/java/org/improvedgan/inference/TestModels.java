package org.improvedgan.inference;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.improvedgan.images.ImageShape;

/** Small generators and classifiers with weights drawn by seed. */
public final class TestModels {

  public static final ImageShape DIGIT = new ImageShape(28, 28, 1);
  public static final int LATENT = 100;

  private TestModels() {
  }

  /** The shape of the paper's MNIST generator: 100, 500, 500 and the pixels; other seeds, other images. */
  public static byte[] generator(long seed) {
    return generator(seed, LATENT, DIGIT, 500, 500);
  }

  /** A fully connected generator: softplus layers, a sigmoid, rounded to uint8 NHWC. */
  public static byte[] generator(long seed, int latent, ImageShape shape, int... hidden) {
    OnnxModelBuilder model = new OnnxModelBuilder();
    model.input("z", OnnxModelBuilder.FLOAT, -1, latent);
    String last = hiddenLayers(model, seed, latent, hidden);
    int width = hidden.length == 0 ? latent : hidden[hidden.length - 1];
    return pixels(model, last, seed, width, shape);
  }

  /** A generator whose image depends on its batch mates, as with batch statistics in batch normalisation. */
  public static byte[] batchMixingGenerator(long seed) {
    OnnxModelBuilder model = new OnnxModelBuilder();
    model.input("z", OnnxModelBuilder.FLOAT, -1, LATENT);
    model.node("ReduceMean", List.of("z"), "mean", Map.of("axes", new long[] {0}, "keepdims", 1));
    model.node("Mul", List.of("z", "mean"), "mixed");
    return pixels(model, "mixed", seed, LATENT, DIGIT);
  }

  /** A generator of digits that reads a class too, which moves z. */
  public static byte[] conditionalGenerator(long seed, int classes) {
    OnnxModelBuilder model = new OnnxModelBuilder();
    model.input("z", OnnxModelBuilder.FLOAT, -1, LATENT);
    model.input("class", OnnxModelBuilder.INT64, -1);
    model.weights("moves", random(seed + 1000, classes * LATENT, 1), classes, LATENT);
    model.node("Gather", List.of("moves", "class"), "move");
    model.node("Add", List.of("z", "move"), "moved");
    return pixels(model, "moved", seed, LATENT, DIGIT);
  }

  /** A generator whose weights are said to lie in another file. */
  public static byte[] externalGenerator(String location) {
    return new OnnxModelBuilder()
        .input("z", OnnxModelBuilder.FLOAT, -1, LATENT)
        .output("images", OnnxModelBuilder.UINT8, -1, 28, 28, 1)
        .externalWeights("w", location, LATENT, DIGIT.size())
        .build();
  }

  /** A linear classifier of digits with the outputs {@code logits} (10) and {@code features} (32). */
  public static byte[] classifier(long seed) {
    OnnxModelBuilder model = new OnnxModelBuilder();
    model.input("images", OnnxModelBuilder.UINT8, -1, 28, 28, 1);
    model.node("Cast", List.of("images"), "numbers", Map.of("to", OnnxModelBuilder.FLOAT));
    model.integers("flat", -1, DIGIT.size());
    model.node("Reshape", List.of("numbers", "flat"), "rows");
    model.weights("v", random(seed, DIGIT.size() * 32, 1e-3f), DIGIT.size(), 32);
    model.node("MatMul", List.of("rows", "v"), "features");
    model.weights("w", random(seed + 1, 32 * 10, 1f), 32, 10);
    model.node("MatMul", List.of("features", "w"), "logits");
    return model.output("logits", OnnxModelBuilder.FLOAT, -1, 10)
        .output("features", OnnxModelBuilder.FLOAT, -1, 32)
        .build();
  }

  private static String hiddenLayers(OnnxModelBuilder model, long seed, int latent, int... hidden) {
    String last = "z";
    int width = latent;
    for (int layer = 0; layer < hidden.length; layer++) {
      float scale = (float) (2 / Math.sqrt(width));
      model.weights("w" + layer, random(seed + layer, width * hidden[layer], scale), width, hidden[layer]);
      model.node("MatMul", List.of(last, "w" + layer), "a" + layer);
      model.node("Softplus", List.of("a" + layer), "h" + layer);
      last = "h" + layer;
      width = hidden[layer];
    }
    return last;
  }

  static byte[] pixels(OnnxModelBuilder model, String last, long seed, int width, ImageShape shape) {
    float scale = (float) (4 / Math.sqrt(width));
    model.weights("out", random(~seed, width * shape.size(), scale), width, shape.size());
    model.weights("white", new float[] {255f});
    model.node("MatMul", List.of(last, "out"), "logit");
    model.node("Sigmoid", List.of("logit"), "unit");
    model.node("Mul", List.of("unit", "white"), "scaled");
    model.node("Round", List.of("scaled"), "rounded");
    model.node("Cast", List.of("rounded"), "bytes", Map.of("to", OnnxModelBuilder.UINT8));
    model.integers("nhwc", -1, shape.height(), shape.width(), shape.channels());
    model.node("Reshape", List.of("bytes", "nhwc"), "images");
    model.output("images", OnnxModelBuilder.UINT8, -1, shape.height(), shape.width(), shape.channels());
    return model.build();
  }

  /** Uniform on [-scale, scale). */
  static float[] random(long seed, int count, float scale) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) ((random.nextDouble() * 2 - 1) * scale);
    }
    return values;
  }
}
