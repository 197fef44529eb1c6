package org.improvedgan.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.images.ImageShape;
import org.improvedgan.inference.GeneratorImport.Imported;
import org.improvedgan.inference.GeneratorImport.Layout;
import org.improvedgan.inference.GeneratorImport.Options;
import org.improvedgan.inference.GeneratorImport.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected pixels are computed from z in Java, by the formula of the class comment of {@link CanonicalGraph}. */
class GeneratorImportTest {

  private static final int FLOAT = OnnxModelBuilder.FLOAT;
  private static final Options NORMAL = Options.of(LatentKind.NORMAL);

  private static Options with(Optional<Integer> size, Optional<Layout> layout, Optional<Range> range, int classes) {
    return new Options(LatentKind.NORMAL, size, Optional.empty(), Optional.empty(), layout, range, classes,
        Optional.empty());
  }

  private static Options range(double low, double high) {
    return with(Optional.empty(), Optional.of(Layout.NCHW), Optional.of(new Range(low, high)), 0);
  }

  private static OnnxGenerator load(Imported imported, int classes) {
    return OnnxGenerator.load(imported.onnx(),
        new GeneratorSpec(LatentKind.NORMAL, imported.latentSize(), imported.shape(), classes), Device.CPU, 1);
  }

  /** The 12 numbers of z are 3 channels of 2x2 pixels; all names are those that the served form needs for itself. */
  private static OnnxModelBuilder identity(long... zShape) {
    return new OnnxModelBuilder().input("class", FLOAT, zShape).node("Identity", List.of("class"), "z")
        .integers("model/z", -1, 3, 2, 2);
  }

  private static OnnxModelBuilder tanh() {
    return identity(-1, 12).node("Tanh", List.of("z"), "bounded")
        .node("Reshape", List.of("bounded", "model/z"), "images")
        .output("images", FLOAT, -1, 3, 2, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 9, 11, 13, 17, 20, 23})
  void imagesOfOneToMinusOneInChannelsFirst(int opset) {
    Imported imported = GeneratorImport.of(tanh().build(opset), NORMAL);
    assertThat(imported.input()).isEqualTo("class");
    assertThat(imported.output()).isEqualTo("images");
    assertThat(imported.latentSize()).isEqualTo(12);
    assertThat(imported.shape()).isEqualTo(new ImageShape(2, 2, 3));
    assertThat(imported.layout()).isEqualTo(Layout.NCHW);
    assertThat(imported.range()).hasToString("-1,1");
    assertThat(imported.outside()).isZero();
    try (OnnxGenerator generator = load(imported, 0)) {
      assertThat(generator.batch()).isEqualTo(16);
      float[] z = new float[12];
      for (int index = 0; index < 40; index++) {
        LatentSource.fill(LatentKind.NORMAL, 5, index, z);
        byte[] pixels = generator.generate(5, index, 1).pixels();
        for (int channel = 0; channel < 3; channel++) {
          for (int place = 0; place < 4; place++) {
            double exact = (Math.tanh(z[channel * 4 + place]) + 1) * 127.5;
            // ONNX Runtime's tanh is an approximation: 1e-3 of a pixel more or less than Java's.
            assertThat(pixels[place * 3 + channel] & 0xFF).isBetween(
                (int) Math.rint(exact - 1e-3), (int) Math.rint(exact + 1e-3));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 10, 11, 17})
  void halvesBecomeEvenAndWhatIsOutsideIsClipped(int opset) {
    float[] values = {0.5f, 1.5f, 2.5f, 254.5f, 255.5f, -0.5f, -7, 300, 1e30f, -1e30f, 127.49999f, 254.50002f};
    int[] expected = {0, 2, 2, 254, 255, 0, 0, 255, 255, 0, 127, 255};
    byte[] onnx = identity(-1, 12).weights("nil", new float[] {0}).weights("values", values, 12)
        .node("Mul", List.of("z", "nil"), "nils").node("Add", List.of("nils", "values"), "sum")
        .node("Reshape", List.of("sum", "model/z"), "images").output("images", FLOAT, -1, 3, 2, 2).build(opset);
    Imported imported = GeneratorImport.of(onnx, range(0, 255));
    // -7, 300 and the two of 1e30 in each of the 35 images; half a pixel beside the range counts too.
    assertThat(imported.outside()).isEqualTo(35 * 6);
    assertThat(imported.made()).isEqualTo(35 * 12);
    assertThat(imported.most()).isEqualTo(1e30f);
    try (OnnxGenerator generator = load(imported, 0)) {
      byte[] pixels = generator.generate(1, 0, 1).pixels();
      for (int i = 0; i < 12; i++) {
        assertThat(pixels[i % 4 * 3 + i / 4] & 0xFF).as("%s", values[i]).isEqualTo(expected[i]);
      }
    }
  }

  @Test
  void aVectorWithTwoMoreAxesAndSigmoidInChannelsLast() {
    byte[] onnx = new OnnxModelBuilder().input("noise", FLOAT, -1, 12, 1, 1).integers("shape", -1, 2, 2, 3)
        .node("Reshape", List.of("noise", "shape"), "logits").node("Sigmoid", List.of("logits"), "out")
        .output("out", FLOAT, -1, 2, 2, 3).build();
    Imported imported = GeneratorImport.of(onnx, NORMAL);
    assertThat(imported.layout()).isEqualTo(Layout.NHWC);
    assertThat(imported.range()).hasToString("0,1");
    try (OnnxGenerator generator = load(imported, 0)) {
      float[] z = new float[12];
      LatentSource.fill(LatentKind.NORMAL, 0, 3, z);
      byte[] pixels = generator.generate(0, 3, 1).pixels();
      for (int i = 0; i < 12; i++) {
        assertThat(pixels[i] & 0xFF).isEqualTo((int) Math.rint(255 / (1 + Math.exp(-z[i]))));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {OnnxModelBuilder.INT64, OnnxModelBuilder.INT32})
  void aConditionalModelGetsItsClass(int type) {
    long[] labels = type == OnnxModelBuilder.INT64 ? new long[] {-1} : new long[] {-1, 1};
    byte[] onnx = new OnnxModelBuilder().input("z", FLOAT, -1, 12).input("label", type, labels)
        .weights("table", new float[] {10, 20, 30}, 3, 1).integers("flat", -1)
        .integers("column", -1, 1).integers("shape", -1, 2, 2, 3).weights("nil", new float[] {0})
        .node("Reshape", List.of("label", "flat"), "one").node("Gather", List.of("table", "one"), "embedded",
            Map.of("axis", 0))
        .node("Mul", List.of("z", "nil"), "nils").node("Add", List.of("nils", "embedded"), "sum")
        .node("Reshape", List.of("sum", "shape"), "images").output("images", FLOAT, -1, 2, 2, 3).build();
    Imported imported = GeneratorImport.of(onnx,
        with(Optional.empty(), Optional.empty(), Optional.of(new Range(0, 255)), 3));
    assertThat(imported.classInput()).contains("label");
    try (OnnxGenerator generator = load(imported, 3)) {
      byte[] pixels = generator.generate(1, 0, 6).pixels();
      for (int image = 0; image < 6; image++) {
        assertThat(pixels[image * 12]).isEqualTo((byte) (10 * (image % 3 + 1)));
      }
    }
    refused(onnx, NORMAL,
        "has the input \"label\" beside z: if it is the class, say how many there are with --classes.");
  }

  @Test
  void whatIsInTheServedFormAlreadyGivesTheSameImages() {
    byte[] onnx = TestModels.generator(3);
    Imported imported = GeneratorImport.of(onnx, Options.of(LatentKind.UNIFORM_0_1));
    assertThat(imported.range()).hasToString("0,255");
    GeneratorSpec spec = new GeneratorSpec(LatentKind.UNIFORM_0_1, TestModels.LATENT, TestModels.DIGIT, 0);
    try (OnnxGenerator before = OnnxGenerator.load(onnx, spec, Device.CPU, 1);
        OnnxGenerator after = OnnxGenerator.load(imported.onnx(), spec, Device.CPU, 1)) {
      assertThat(after.generate(9, 0, 40)).isEqualTo(before.generate(9, 0, 40));
    }
  }

  @Test
  void aFixedBatchIsRefused() {
    byte[] input = new OnnxModelBuilder().input("z", FLOAT, 1, 12).integers("shape", 1, 3, 2, 2)
        .node("Tanh", List.of("z"), "t").node("Reshape", List.of("t", "shape"), "images")
        .output("images", FLOAT, 1, 3, 2, 2).build();
    refused(input, NORMAL, "'s input \"z\" takes exactly 1 at a time: export it with a free batch axis (in PyTorch "
        + "torch.onnx.export(..., dynamic_axes={\"z\": {0: \"N\"}, \"images\": {0: \"N\"}}, dynamo=False)).");
    byte[] inside = new OnnxModelBuilder().input("z", FLOAT, -1, 12).integers("shape", 16, 3, 2, 2)
        .node("Tanh", List.of("z"), "t").node("Reshape", List.of("t", "shape"), "images")
        .output("images", FLOAT, -1, 3, 2, 2).build();
    refused(inside, NORMAL, "fails when it makes 3 images at a time; if that is because it was exported for another "
        + "number, export it with a free batch axis");
  }

  @Test
  void whatIsAmbiguousMustBeSaid() {
    byte[] noRange = identity(-1, 12).node("Reshape", List.of("z", "model/z"), "images")
        .output("images", FLOAT, -1, 3, 2, 2).build();
    refused(noRange, NORMAL, "does not show which values are black and white, since neither a tanh nor a sigmoid is "
        + "its last operation; the images made to try it lie from -");
    byte[] square = new OnnxModelBuilder().input("z", FLOAT, -1, 9).integers("shape", -1, 3, 1, 3)
        .node("Tanh", List.of("z"), "t").node("Reshape", List.of("t", "shape"), "images")
        .output("images", FLOAT, -1, 3, 1, 3).build();
    refused(square, NORMAL, "gives [16, 3, 1, 3], which does not show where the channels are: say --layout nhwc or "
        + "--layout nchw.");
    byte[] noSize = identity(-1, -1).node("Tanh", List.of("z"), "t")
        .node("Reshape", List.of("t", "model/z"), "images").output("images", FLOAT, -1, 3, 2, 2).build();
    refused(noSize, NORMAL, "does not say how long z is: give --latent-size.");
    assertThat(GeneratorImport.of(noSize, with(Optional.of(12), Optional.empty(), Optional.empty(), 0)).latentSize())
        .isEqualTo(12);
    refused(tanh().build(), with(Optional.of(100), Optional.empty(), Optional.empty(), 0),
        "takes a z of 12 numbers, not of the 100 of --latent-size.");
    byte[] two = new OnnxModelBuilder().input("a", FLOAT, -1, 12).input("b", FLOAT, -1, 12)
        .node("Add", List.of("a", "b"), "c").output("c", FLOAT, -1, 12).build();
    refused(two, NORMAL, "has more than one float32 input among \"a\", \"b\": say which is meant with --input.");
    byte[] flat = new OnnxModelBuilder().input("z", FLOAT, -1, 12).node("Tanh", List.of("z"), "c")
        .output("c", FLOAT, -1, 12).build();
    refused(flat, NORMAL, "'s output \"c\" must be float32 or uint8 with 4 axes");
  }

  @Test
  void valuesThatAreNotFiniteAreRefused() {
    byte[] onnx = identity(-1, 12).node("Log", List.of("z"), "nothing")
        .node("Reshape", List.of("nothing", "model/z"), "images").output("images", FLOAT, -1, 3, 2, 2).build();
    refused(onnx, range(-1, 1), "makes values of ordinary z that are not finite (NaN in \"images\")");
  }

  private static void refused(byte[] onnx, Options options, String sentence) {
    assertThatThrownBy(() -> GeneratorImport.of(onnx, options)).isInstanceOf(ModelException.class)
        .hasMessageStartingWith("The generator").hasMessageContaining(sentence).hasMessageEndingWith(".");
  }
}
