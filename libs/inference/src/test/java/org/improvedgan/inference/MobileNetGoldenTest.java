package org.improvedgan.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.Split;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.metrics.InceptionScore;
import org.improvedgan.metrics.InceptionScoreAccumulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * MobileNet 1.0 of ImageNet (1,001 classes, images of any size as float32), a classifier of another maker described by
 * a small manifest. Needs {@code -Dfixtures=DIR} with {@code mobilenet/}; the scores need CIFAR-10 in {@code GAN_DATA}.
 * Expected values: {@code mobilenet/numbers.json} there, of the same model in float32; tolerance 1e-3.
 */
class MobileNetGoldenTest {

  private static final String MANIFEST = """
      name=mobilenet
      dataset=imagenet
      input=images
      height=any
      width=any
      channels=3
      type=float32
      logits=logits
      classes=1001
      features=features
      featureSize=1024
      batch=16
      """;
  private static final double TOLERANCE = 1e-3;

  private static OnnxClassifier classifier;

  @BeforeAll
  static void load() throws IOException {
    byte[] onnx = Files.readAllBytes(file("mobilenet/mobilenet_v1_1.0_224_u8.onnx"));
    classifier = OnnxClassifier.load(ClassifierManifest.parse(MANIFEST), onnx, 2);
  }

  @AfterAll
  static void close() {
    if (classifier != null) {
      classifier.close();
    }
  }

  @Test
  void logitsAndFeaturesOfPhotographsAreThoseOfTheNetwork() throws IOException {
    byte[] pixels = Files.readAllBytes(file("inception_small/cifar64_images.u8.bin"));
    Images images = new Images(new ImageShape(32, 32, 3), 64, pixels).slice(0, 12);
    OnnxClassifier.Outputs outputs = classifier.run(images);
    close(outputs.logits(), "mobilenet/cifar12_logits.f32.bin");
    close(outputs.features(), "mobilenet/cifar12_features.f32.bin");
  }

  @Test
  void cifar10ScoresAsPublishedWithTheModel() {
    DataLocation data = DataLocation.fromEnvironment().withDownload(false);
    assumeTrue(Datasets.available("cifar10", data), "CIFAR-10 is not here: set GAN_DATA to a folder that has it");
    Images images = Datasets.load("cifar10", Split.TEST, data).images().slice(0, 2000);
    float[][] logits = classifier.logits(images);
    InceptionScore ten = score(logits, 10);
    assertThat(ten.mean()).isCloseTo(14.292222136014596, within(TOLERANCE));
    assertThat(ten.standardDeviation()).isCloseTo(0.7445393868486471, within(TOLERANCE));
    assertThat(score(logits, 1).mean()).isCloseTo(15.93795193847239, within(TOLERANCE));
    System.out.printf("CIFAR-10, 2,000 images: %.6f ± %.6f, one split %.6f%n", ten.mean(), ten.standardDeviation(),
        score(logits, 1).mean());
  }

  private static InceptionScore score(float[][] logits, int splits) {
    InceptionScoreAccumulator accumulator = new InceptionScoreAccumulator(logits.length, splits, logits[0].length);
    for (float[] row : logits) {
      accumulator.add(row);
    }
    return accumulator.score();
  }

  private static void close(float[][] actual, String expected) throws IOException {
    ByteBuffer values = ByteBuffer.wrap(Files.readAllBytes(file(expected))).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(values.remaining()).isEqualTo(actual.length * actual[0].length * Float.BYTES);
    for (float[] row : actual) {
      for (float value : row) {
        assertThat(value).isCloseTo(values.getFloat(), within((float) TOLERANCE));
      }
    }
  }

  private static Path file(String name) {
    String fixtures = System.getProperty("fixtures");
    assumeTrue(fixtures != null, "name the fixtures' folder by -Dfixtures=DIR");
    Path file = Path.of(fixtures).resolve(name);
    assumeTrue(Files.exists(file), file + " is missing");
    return file;
  }
}
