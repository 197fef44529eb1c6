package org.improvedgan.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxGeneratorTest {

  private static final ImageShape DIGIT = TestModels.DIGIT;

  private static OnnxGenerator load(byte[] onnx, int threads) {
    return OnnxGenerator.load(onnx, LatentKind.UNIFORM_0_1, TestModels.LATENT, DIGIT, threads);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anImageIsTheSameAloneAndInAnyBatch(int threads) {
    try (OnnxGenerator generator = load(TestModels.generator(1), threads)) {
      assertThat(generator.batch()).isEqualTo(OnnxGenerator.BATCH);
      Images many = generator.generate(7, 0, 200);
      for (int i : new int[] {0, 1, 15, 16, 17, 130, 199}) {
        assertThat(generator.generate(7, i, 1).pixels()).isEqualTo(many.image(i));
      }
      assertThat(generator.generate(7, 33, 100)).isEqualTo(many.slice(33, 133));
      assertThat(new HashSet<>(images(many))).hasSize(200);
      assertThat(generator.generate(8, 0, 1).pixels()).isNotEqualTo(many.image(0));
    }
  }

  @Test
  void aModelThatMixesItsBatchIsRunOneImageAtATime() {
    try (OnnxGenerator generator = load(TestModels.batchMixingGenerator(1), 1)) {
      assertThat(generator.batch()).isEqualTo(1);
      Images ten = generator.generate(7, 0, 10);
      assertThat(generator.generate(7, 5, 1).pixels()).isEqualTo(ten.image(5));
      assertThat(generator.generate(7, 3, 4)).isEqualTo(ten.slice(3, 7));
    }
  }

  @Test
  void threadsShareAModel() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try (OnnxGenerator generator = load(TestModels.generator(1), 1)) {
      List<Future<Images>> parts = new ArrayList<>();
      for (int part = 0; part < 16; part++) {
        int first = part * 20;
        parts.add(pool.submit(() -> generator.generate(5, first, 20)));
      }
      List<Images> images = new ArrayList<>();
      for (Future<Images> part : parts) {
        images.add(part.get());
      }
      assertThat(Images.concat(images)).isEqualTo(generator.generate(5, 0, 320));
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void colourImagesKeepTheirShape() {
    ImageShape shape = new ImageShape(8, 6, 3);
    try (OnnxGenerator generator = OnnxGenerator.load(
        TestModels.generator(1, 10, shape), LatentKind.NORMAL, 10, shape, 1)) {
      Images images = generator.generate(0, 1000, 3);
      assertThat(images.shape()).isEqualTo(shape);
      assertThat(images.count()).isEqualTo(3);
      assertThat(generator.generate(0, Long.MAX_VALUE - 1, 1).count()).isEqualTo(1);
    }
  }

  @Test
  void noImagesAreAnEmptyBatchAndBadRangesAreRefused() {
    try (OnnxGenerator generator = load(TestModels.generator(1), 1)) {
      assertThat(generator.generate(0, 5, 0).count()).isZero();
      assertThatThrownBy(() -> generator.generate(0, -1, 1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> generator.generate(0, 0, -1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> generator.generate(0, Long.MAX_VALUE, 2)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whatIsNoModelIsRefusedInOneSentence() {
    byte[] model = TestModels.generator(1);
    refused(new byte[0], "The generator is no ONNX model: it holds no graph.");
    refused("<html>not found</html>".getBytes(), "The generator is no ONNX model: its bytes cannot be read as one.");
    refused(Arrays.copyOf(model, model.length / 2), "The generator is no ONNX model: its bytes cannot be read as one.");
  }

  @Test
  void aModelWithExternalDataIsRefused() {
    refused(TestModels.externalGenerator("/etc/passwd"),
        "The generator keeps weights in another file (external data); save the ONNX model as one file.");
  }

  @Test
  void anUnknownOperationIsRefused() {
    byte[] model = new OnnxModelBuilder().input("z", OnnxModelBuilder.FLOAT, -1, TestModels.LATENT)
        .node("NoSuchOperation", List.of("z"), "images")
        .output("images", OnnxModelBuilder.UINT8, -1, 28, 28, 1).build();
    assertThatThrownBy(() -> load(model, 1)).isInstanceOf(ModelException.class)
        .hasMessageStartingWith("The generator cannot be loaded by ONNX Runtime: ")
        .hasMessageContaining("NoSuchOperation").hasMessageNotContaining("\n");
  }

  @Test
  void anotherShapeIsRefused() {
    byte[] model = TestModels.generator(1, 50, new ImageShape(8, 8, 1), 20);
    assertThatThrownBy(() -> load(model, 1)).isInstanceOf(ModelException.class)
        .hasMessage("\"z\" of the generator must be FLOAT [N, 100], but is FLOAT [N, 50].");
    assertThatThrownBy(() -> OnnxGenerator.load(model, LatentKind.NORMAL, 50, DIGIT, 1))
        .isInstanceOf(ModelException.class)
        .hasMessage("\"images\" of the generator must be UINT8 [N, 28, 28, 1], but is UINT8 [N, 8, 8, 1].");
    assertThatThrownBy(() -> load(TestModels.classifier(1), 1)).isInstanceOf(ModelException.class)
        .hasMessage("The generator has no \"z\" among [images].");
  }

  @Test
  void imagesThatNeedTooMuchMemoryAreRefused() {
    byte[] model = TestModels.generator(1);
    assertThatThrownBy(() -> OnnxGenerator.load(model, LatentKind.NORMAL, 100, new ImageShape(8192, 8192, 1), 1))
        .isInstanceOf(ModelException.class).hasMessage("Images of 8192x8192x1 from a z of 100 numbers are too large: "
            + "16 of either must fit into 256 MiB.");
    assertThatThrownBy(() -> OnnxGenerator.load(model, LatentKind.NORMAL, Integer.MAX_VALUE, DIGIT, 1))
        .isInstanceOf(ModelException.class).hasMessageContaining("are too large");
  }

  @Test
  void aModelThatFailsWhenItRunsIsRefused() {
    OnnxModelBuilder model = new OnnxModelBuilder().input("z", OnnxModelBuilder.FLOAT, -1, TestModels.LATENT);
    model.node("Cast", List.of("z"), "bytes", Map.of("to", OnnxModelBuilder.UINT8));
    model.integers("nhwc", -1, 28, 28, 1);
    byte[] bytes = model.node("Reshape", List.of("bytes", "nhwc"), "images")
        .output("images", OnnxModelBuilder.UINT8, -1, 28, 28, 1).build();
    assertThatThrownBy(() -> load(bytes, 1)).isInstanceOf(ModelException.class)
        .hasMessageStartingWith("The generator fails when it runs: ");
  }

  private static void refused(byte[] onnx, String message) {
    assertThatThrownBy(() -> load(onnx, 1)).isInstanceOf(ModelException.class).hasMessage(message);
  }

  private static List<String> images(Images images) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < images.count(); i++) {
      all.add(Arrays.toString(images.image(i)));
    }
    return all;
  }

  @Test
  void aConditionalGeneratorMakesImagesOfTheirClass() {
    byte[] model = TestModels.conditionalGenerator(3, 10);
    GeneratorSpec spec = new GeneratorSpec(LatentKind.NORMAL, TestModels.LATENT, DIGIT, 10);
    try (OnnxGenerator generator = OnnxGenerator.load(model, spec, Device.CPU, 1)) {
      Images inTurn = generator.generate(7, 0, 40);
      for (int label = 0; label < 10; label++) {
        Images ofOne = generator.generate(
            new SeedLatents(LatentKind.NORMAL, 7, 0, 40, 0, new Classes(10, OptionalInt.of(label))));
        for (int i = 0; i < 40; i++) {
          if (i % 10 == label) {
            assertThat(ofOne.image(i)).isEqualTo(inTurn.image(i));
          } else {
            assertThat(ofOne.image(i)).isNotEqualTo(inTurn.image(i));
          }
        }
      }
    }
    assertThatThrownBy(() -> load(model, 1)).isInstanceOf(ModelException.class)
        .hasMessageStartingWith("The generator must have the input \"z\" alone");
    assertThatThrownBy(() -> OnnxGenerator.load(TestModels.generator(1), spec, Device.CPU, 1))
        .isInstanceOf(ModelException.class).hasMessageStartingWith("The generator has no \"class\"");
  }

  @Test
  void theSlotsOfARunCanBeChosen() {
    byte[] model = TestModels.generator(3);
    GeneratorSpec spec = new GeneratorSpec(LatentKind.UNIFORM_0_1, TestModels.LATENT, DIGIT, 0);
    for (int batch : new int[] {1, 2, 50}) {
      try (OnnxGenerator generator = OnnxGenerator.load(model, spec, Device.CPU, 1, batch)) {
        assertThat(generator.batch()).isEqualTo(batch);
        Images many = generator.generate(7, 0, 120);
        assertThat(generator.generate(7, 77, 1).pixels()).isEqualTo(many.image(77));
      }
    }
    assertThatThrownBy(() -> OnnxGenerator.load(model, spec, Device.CPU, 1, 0))
        .hasMessage("A run has at least 1 slot, not 0.");
  }

  @Test
  void aMachineWithoutACardSaysWhatToDo() {
    assertThat(List.of(Device.of("cpu"), Device.of("cuda"), Device.of("cuda:3")))
        .containsExactly(Device.CPU, new Device(true, 0), new Device(true, 3));
    assertThatThrownBy(() -> Device.of("gpu")).hasMessage("The device must be cpu, cuda or cuda:INDEX, not \"gpu\".");
    assumeFalse(Files.exists(Path.of("/dev/nvidia0")), "this machine has a card");
    assertThatThrownBy(() -> OnnxGenerator.load(TestModels.generator(1),
        new GeneratorSpec(LatentKind.UNIFORM_0_1, TestModels.LATENT, DIGIT, 0), Device.of("cuda"), 1))
        .isInstanceOf(ModelException.class).hasMessageStartingWith("ONNX Runtime cannot use graphics card 0: build");
  }

  /** The processor and the card may round a pixel otherwise, by 1, where its value lies between two. */
  @Test
  void onACardAnImageIsTheSameAloneAndInAnyBatch() {
    String device = System.getProperty("inference.device", "");
    assumeTrue(!device.isEmpty(), "needs -Dinference.device=cuda, a graphics card and the Maven profile gpu");
    byte[] model = TestModels.generator(3);
    GeneratorSpec spec = new GeneratorSpec(LatentKind.UNIFORM_0_1, TestModels.LATENT, DIGIT, 0);
    try (OnnxGenerator card = OnnxGenerator.load(model, spec, Device.of(device), 1);
        OnnxGenerator processor = OnnxGenerator.load(model, spec, Device.CPU, 1)) {
      assertThat(card.batch()).isEqualTo(OnnxGenerator.CUDA_BATCH);
      Images many = card.generate(7, 0, 1000);
      for (int i = 0; i < 1000; i += 37) {
        assertThat(card.generate(7, i, 1).pixels()).isEqualTo(many.image(i));
      }
      byte[] expected = processor.generate(7, 0, 1000).pixels();
      int different = 0;
      for (int i = 0; i < expected.length; i++) {
        int difference = Math.abs((many.pixels()[i] & 0xFF) - (expected[i] & 0xFF));
        assertThat(difference).isLessThanOrEqualTo(1);
        different += difference;
      }
      assertThat(different).isLessThan(expected.length / 1000);
    }
  }
}
