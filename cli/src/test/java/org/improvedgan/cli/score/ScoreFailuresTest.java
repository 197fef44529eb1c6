package org.improvedgan.cli.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.improvedgan.cli.UserError;
import org.improvedgan.images.ImageException;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.images.Png;
import org.improvedgan.inference.ModelException;
import org.improvedgan.metrics.InceptionScore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images and models that cannot be used, and folders of several sizes. */
class ScoreFailuresTest {

  @TempDir
  private Path folder;

  @Test
  void aFolderOfSeveralSizesIsScoredInTheOrderOfNames() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    double[][] expected = new double[12][];
    for (int i = 0; i < 12; i++) {
      int red = 20 * i;
      write(images, i, new ImageShape(2 + i % 3, 3, 3), red, 100);
      expected[i] = new double[] {4 * (red - 100) / 255.0, -4 * (red - 100) / 255.0};
    }
    write(images, 12, new ImageShape(5, 5, 1), 40);
    JsonNode json = score(images, SmallModels.colours(folder.resolve("colours.onnx")), "--splits", "3", "--samples",
        "12", "--json").json();
    InceptionScore score = InceptionScore.ofLogits(expected, 3);
    // The classifier computes in single precision.
    for (int split = 0; split < 3; split++) {
      assertThat(json.get("splitScores").get(split).asDouble()).isCloseTo(score.splitScores().get(split), within(1e-5));
    }
    // A grey image is three equal channels: no difference between red and green.
    double[][] withGrey = Arrays.copyOf(expected, 13);
    withGrey[12] = new double[] {0, 0};
    assertThat(score(images, folder.resolve("colours.onnx"), "--splits", "1", "--json").json()
        .at("/inceptionScore/mean").asDouble()).isCloseTo(InceptionScore.ofLogits(withGrey, 1).mean(), within(1e-5));
  }

  @Test
  void severalSizesNeedAClassifierOfAnySize() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    write(images, 0, new ImageShape(28, 28, 1), 7);
    write(images, 1, new ImageShape(28, 30, 1), 7);
    assertThat(score(images, Path.of("mnist"), "--splits", "1").failure()).isInstanceOf(UserError.class)
        .hasMessage(images.resolve("01.png") + " is 28x30x1, and the classifier mnist-classifier reads 28x28x1: name "
            + "another classifier with --classifier.");
  }

  @Test
  void colourImagesNeedAClassifierOfColour() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    write(images, 0, new ImageShape(28, 28, 1), 7);
    write(images, 1, new ImageShape(28, 28, 3), 7, 8);
    assertThat(score(images, Path.of("mnist"), "--splits", "1").failure()).isInstanceOf(UserError.class)
        .hasMessageStartingWith(images.resolve("01.png") + " is 28x28x3");
  }

  @Test
  void lossyFilesAreMentionedOnce() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    for (int i = 0; i < 3; i++) {
      ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "jpg", images.resolve(i + ".jpg").toFile());
    }
    Ran ran = score(images, SmallModels.colours(folder.resolve("colours.onnx")), "--splits", "1", "--json");
    assertThat(ran.said()).startsWith(images + " holds JPEG files: lossy compression changes scores").hasLineCount(1);
    assertThat(ran.json().get("notes")).hasSize(1);
  }

  @Test
  void brokenImagesAreNamed() throws IOException {
    Path model = SmallModels.colours(folder.resolve("colours.onnx"));
    Path images = Files.createDirectory(folder.resolve("images"));
    assertThat(score(images, model).failure()).hasMessage("The folder " + images + " holds no PNG or JPEG files.");
    write(images, 0, new ImageShape(4, 4, 3), 1, 2);
    Files.writeString(images.resolve("01.png"), "no picture");
    assertThat(score(images, model, "--splits", "1").failure()).isInstanceOf(ImageException.class)
        .hasMessageStartingWith(images.resolve("01.png").toString());
    // Its header is whole, and only its pixels are missing.
    byte[] whole = Png.encode(new Images(new ImageShape(4, 4, 3), 1, new byte[48]));
    Files.write(images.resolve("01.png"), Arrays.copyOf(whole, 45));
    assertThat(score(images, model, "--splits", "1").failure()).isInstanceOf(ImageException.class)
        .hasMessageStartingWith(images.resolve("01.png").toString());
    assertThat(folder.resolve("cache")).isEmptyDirectory();
  }

  @Test
  void outputsThatAreNoNumbersAreRefusedAndNotKept() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    write(images, 0, new ImageShape(4, 4, 3), 1, 2);
    Path model = SmallModels.broken(folder.resolve("broken.onnx"));
    assertThat(score(images, model, "--splits", "1").failure()).isInstanceOf(UserError.class)
        .hasMessageStartingWith("The classifier colours gives NaN for " + images.resolve("00.png"));
    assertThat(folder.resolve("cache")).isEmptyDirectory();
  }

  @Test
  void aCacheThatCannotBeWrittenIsSaidAndTheScoreIsThereAllTheSame() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    write(images, 0, new ImageShape(4, 4, 3), 1, 2);
    Path file = Files.writeString(folder.resolve("file"), "");
    Ran ran = score(images, SmallModels.colours(folder.resolve("colours.onnx")), "--splits", "1", "--cache",
        file.toString());
    assertThat(ran.out()).startsWith("Inception score 1.0000 ± 0.0000");
    assertThat(ran.said()).startsWith("What the classifier gives cannot be kept").endsWith("with --cache.\n")
        .hasLineCount(1);
  }

  @Test
  void aModelThatIsNoneIsRefusedInOneSentence() throws IOException {
    Path file = Files.writeString(folder.resolve("model.onnx"), "no model");
    Path images = folder.resolve("one.png");
    Files.write(images, Png.encode(new Images(new ImageShape(4, 4, 3), 1, new byte[48])));
    assertThat(score(images, file, "--splits", "1").failure()).isInstanceOf(UserError.class)
        .hasMessageStartingWith(file + " is no ONNX model");
    assertThat(score(images, folder.resolve("missing.onnx")).failure()).isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be read");
    assertThat(score(images, Path.of("nothing")).failure()).isInstanceOf(UserError.class)
        .hasMessage("There is no classifier nothing: give the path of an ONNX file, official, or mnist.");
    SmallModels.colours(file, SmallModels.MANIFEST.replace("classes=2", "classes=3"));
    assertThat(score(images, file).failure()).isInstanceOf(ModelException.class);
    SmallModels.colours(file, SmallModels.MANIFEST.replace("classes=2", "classes=two"));
    assertThat(score(images, file).failure()).isInstanceOf(ModelException.class);
  }

  @Test
  void aPresetTakesNoLogitsWithBias() throws IOException {
    Path image = folder.resolve("one.png");
    Files.write(image, Png.encode(new Images(new ImageShape(4, 4, 3), 1, new byte[48])));
    Path model = SmallModels.colours(folder.resolve("colours.onnx"), SmallModels.MANIFEST + "bias=yes\n");
    assertThat(score(image, model, "--protocol", "torch-fidelity", "--splits", "1").failure())
        .isInstanceOf(UserError.class).hasMessageStartingWith("The protocol torch-fidelity takes logits without");
    assertThat(score(image, model, "--splits", "1").out()).contains("2 classes with bias");
    assertThat(score(image, model, "--bias").failure()).isInstanceOf(UserError.class).hasMessageStartingWith("--bias");
  }

  @Test
  void comparingNeedsFeatures() throws IOException {
    Path image = folder.resolve("one.png");
    Files.write(image, Png.encode(new Images(new ImageShape(4, 4, 3), 1, new byte[48])));
    Path model = SmallModels.colours(folder.resolve("colours.onnx"),
        SmallModels.MANIFEST.replaceAll("feature.*\n", ""));
    assertThat(score(image, model, "--against", image.toString()).failure()).isInstanceOf(UserError.class)
        .hasMessageStartingWith("The classifier colours gives no features");
    assertThat(score(image, model, "--against", "neither").failure()).isInstanceOf(UserError.class)
        .hasMessageStartingWith("There is no file or folder neither, and no data set of that name");
  }

  @Test
  void fewerImagesThanSplitsOrThanAskedForAreRefused() throws IOException {
    Path image = folder.resolve("one.png");
    Files.write(image, Png.encode(new Images(new ImageShape(4, 4, 3), 1, new byte[48])));
    Path model = SmallModels.colours(folder.resolve("colours.onnx"));
    assertThat(score(image, model).failure()).isInstanceOf(UserError.class)
        .hasMessageStartingWith("An Inception score over 10 splits needs at least 10 images, but there are 1");
    assertThat(score(image, model, "--samples", "2").failure()).isInstanceOf(UserError.class)
        .hasMessageContaining("has 1 images, and 2 were asked for");
  }

  private Ran score(Path images, Path classifier, String... more) {
    Stream<String> cache = Arrays.asList(more).contains("--cache") ? Stream.empty()
        : Stream.of("--cache", folder.resolve("cache").toString());
    return Ran.of(ScoreCommand::new, Stream.of(cache, Stream.of("--images", images.toString(), "--classifier",
        classifier.toString()), Stream.of(more)).flatMap(part -> part).toArray(String[]::new));
  }

  /** One colour all over: all channels have the last value given but the first ones. */
  private static void write(Path folder, int number, ImageShape shape, int... channels) throws IOException {
    byte[] pixels = new byte[shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) channels[Math.min(i % shape.channels(), channels.length - 1)];
    }
    Files.write(folder.resolve("%02d.png".formatted(number)), Png.encode(new Images(shape, 1, pixels)));
  }
}
