package org.improvedgan.cli.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command with a classifier of another maker, MobileNet of ImageNet. Needs {@code -Dfixtures=DIR} with
 * {@code mobilenet/}, and CIFAR-10 in {@code GAN_DATA}. Expected values: {@code mobilenet/numbers.json} there.
 */
class MobileNetScoreGoldenTest {

  private static final String MANIFEST = """
      name=mobilenet
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

  @TempDir
  private Path folder;

  @BeforeEach
  void describe() throws IOException {
    String fixtures = System.getProperty("fixtures");
    assumeTrue(fixtures != null, "name the fixtures' folder by -Dfixtures=DIR");
    Path model = Path.of(fixtures).resolve("mobilenet/mobilenet_v1_1.0_224_u8.onnx");
    assumeTrue(Files.exists(model), model + " is missing");
    Files.copy(model, folder.resolve("mobilenet.onnx"));
    Files.writeString(folder.resolve("mobilenet.properties"), MANIFEST);
  }

  @Test
  void cifar10ScoresAsPublishedWithTheModelAndTheSecondRunIsAtOnce() {
    DataLocation data = DataLocation.fromEnvironment().withDownload(false);
    assumeTrue(Datasets.available("cifar10", data), "CIFAR-10 is not here: set GAN_DATA to a folder that has it");
    JsonNode ten = score("--dataset", "cifar10:test", "--samples", "2000");
    assertThat(ten.at("/inceptionScore/mean").asDouble()).isCloseTo(14.292222136014596, within(TOLERANCE));
    assertThat(ten.at("/inceptionScore/std").asDouble()).isCloseTo(0.7445393868486471, within(TOLERANCE));
    JsonNode one = score("--dataset", "cifar10:test", "--samples", "2000", "--splits", "1");
    assertThat(one.at("/inceptionScore/mean").asDouble()).isCloseTo(15.93795193847239, within(TOLERANCE));
    assertThat(one.get("cached").asBoolean()).isTrue();
  }

  /** Other noise than was published: 1.2743, whose ten splits deviate by 0.0099. A mean may deviate by as much. */
  @Test
  void noiseScoresLow() throws IOException {
    byte[] pixels = new byte[2000 * 32 * 32 * 3];
    new SplittableRandom(1).nextBytes(pixels);
    NpyFile.write(folder.resolve("noise.npy"), new Images(new ImageShape(32, 32, 3), 2000, pixels));
    assertThat(score("--images", folder.resolve("noise.npy").toString()).at("/inceptionScore/mean").asDouble())
        .isCloseTo(1.2743421902677021, within(0.0099));
  }

  private JsonNode score(String... args) {
    return Ran.of(ScoreCommand::new, Stream.concat(Stream.of("--json", "--classifier",
        folder.resolve("mobilenet.onnx").toString(), "--cache", folder.resolve("cache").toString()), Stream.of(args))
        .toArray(String[]::new)).json();
  }
}
