package org.improvedgan.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Generators that must not be loaded: z goes in, images of digits come out, and harm is done between the two. */
public final class HostileModels {

  private static final int LATENT = TestModels.LATENT;

  private HostileModels() {
  }

  private static OnnxModelBuilder begin() {
    return new OnnxModelBuilder().input("z", OnnxModelBuilder.FLOAT, -1, LATENT);
  }

  /** Adds the scalar {@code last} to z and makes images of the sum. */
  private static byte[] end(OnnxModelBuilder model, String last) {
    model.node("Add", List.of("z", last), "spoiled");
    return TestModels.pixels(model, "spoiled", 1, LATENT, TestModels.DIGIT);
  }

  /** A scalar zero that nobody can tell before z is there. */
  private static void zeroOfZ(OnnxModelBuilder model) {
    model.weights("nil", new float[] {0});
    model.node("Mul", List.of("z", "nil"), "nils");
    model.node("ReduceMax", List.of("nils"), "zero", Map.of("keepdims", 0));
  }

  /** Asks for 128 GiB by a constant. */
  public static byte[] constantSize() {
    OnnxModelBuilder model = begin().integers("size", 1 << 17, 1 << 18);
    model.node("ConstantOfShape", List.of("size"), "big");
    model.node("ReduceMax", List.of("big"), "most", Map.of("keepdims", 0));
    return end(model, "most");
  }

  /** Asks for 128 GiB by a size that it computes when it runs. */
  public static byte[] computedSize() {
    OnnxModelBuilder model = begin().integers("size", 1 << 17, 1 << 18);
    zeroOfZ(model);
    model.node("Cast", List.of("zero"), "whole", Map.of("to", OnnxModelBuilder.INT64));
    model.node("Add", List.of("size", "whole"), "computed");
    model.node("ConstantOfShape", List.of("computed"), "big");
    model.node("ReduceMax", List.of("big"), "most", Map.of("keepdims", 0));
    return end(model, "most");
  }

  /** Claims weights of 128 GiB that are not there. */
  public static byte[] absentWeights() {
    OnnxModelBuilder model = begin().emptyWeights("w", 1 << 17, 1 << 18);
    model.node("ReduceMax", List.of("w"), "most", Map.of("keepdims", 0));
    return end(model, "most");
  }

  /** Repeats an operation 2^63 - 1 times. */
  public static byte[] endless() {
    byte[] body = new OnnxModelBuilder()
        .input("i", OnnxModelBuilder.INT64).input("go", OnnxModelBuilder.BOOL).input("x", OnnxModelBuilder.FLOAT)
        .node("Identity", List.of("go"), "on").node("Neg", List.of("x"), "y")
        .output("on", OnnxModelBuilder.BOOL).output("y", OnnxModelBuilder.FLOAT).buildGraph();
    OnnxModelBuilder model = begin().integers("times", Long.MAX_VALUE);
    zeroOfZ(model);
    model.node("Loop", List.of("times", "", "zero"), "most", Map.of("body", body));
    return end(model, "most");
  }

  /** Multiplies matrices for minutes. */
  public static byte[] slow() {
    int size = 1024;
    OnnxModelBuilder model = begin();
    zeroOfZ(model);
    model.weights("m0", new float[size * size], size, size);
    model.node("Add", List.of("m0", "zero"), "p0");
    for (int i = 1; i <= 5000; i++) {
      model.node("MatMul", List.of("p" + (i - 1), "p" + (i - 1)), "p" + i);
    }
    model.node("ReduceMax", List.of("p5000"), "most", Map.of("keepdims", 0));
    return end(model, "most");
  }

  /** Has a weight that is no number. */
  public static byte[] nanWeights() {
    float[] weights = new float[LATENT];
    Arrays.fill(weights, 1);
    weights[LATENT - 1] = Float.NaN;
    OnnxModelBuilder model = begin().weights("w", weights, LATENT);
    model.node("Mul", List.of("z", "w"), "scaled");
    return TestModels.pixels(model, "scaled", 1, LATENT, TestModels.DIGIT);
  }

  /** Takes the logarithm of negative numbers. */
  public static byte[] nanWhenRun() {
    OnnxModelBuilder model = begin().weights("two", new float[] {2});
    model.node("Sub", List.of("z", "two"), "negative");
    model.node("Log", List.of("negative"), "nothing");
    return TestModels.pixels(model, "nothing", 1, LATENT, TestModels.DIGIT);
  }

  /** Multiplies until the numbers are infinite, and bounds them then. */
  public static byte[] infiniteWhenRun() {
    OnnxModelBuilder model = begin().weights("huge", new float[] {1e38f});
    model.weights("out", TestModels.random(1, LATENT * 784, 1), LATENT, 784);
    model.node("MatMul", List.of("z", "out"), "x").node("Mul", List.of("x", "huge"), "y");
    model.node("Mul", List.of("y", "huge"), "endless");
    model.weights("black", new float[] {0}).weights("white", new float[] {255});
    model.node("Clip", List.of("endless", "black", "white"), "bounded");
    model.node("Cast", List.of("bounded"), "bytes", Map.of("to", OnnxModelBuilder.UINT8));
    model.integers("nhwc", -1, 28, 28, 1);
    return model.node("Reshape", List.of("bytes", "nhwc"), "images")
        .output("images", OnnxModelBuilder.UINT8, -1, 28, 28, 1).build();
  }

  /** Divides the smallest integer by -1, which the processor answers with a signal that ends the process. */
  public static byte[] crashing() {
    OnnxModelBuilder model = begin().integers("smallest", Long.MIN_VALUE).integers("minus", -1);
    zeroOfZ(model);
    model.node("Cast", List.of("zero"), "whole", Map.of("to", OnnxModelBuilder.INT64));
    model.node("Add", List.of("smallest", "whole"), "a").node("Add", List.of("minus", "whole"), "b");
    model.node("Div", List.of("a", "b"), "quotient");
    model.node("Cast", List.of("quotient"), "number", Map.of("to", OnnxModelBuilder.FLOAT));
    return end(model, "number");
  }

  /** Adds noise of its own. */
  public static byte[] random() {
    OnnxModelBuilder model = begin();
    model.node("RandomNormalLike", List.of("z"), "noise");
    return end(model, "noise");
  }
}
