package org.improvedgan.cli.select;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.score.NpyFile;
import org.improvedgan.cli.score.Ran;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.Split;
import org.improvedgan.images.ImageFiles;
import org.improvedgan.images.Images;
import org.improvedgan.inference.BundledClassifiers;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.inference.OnnxGenerator;
import org.improvedgan.inference.TestModels;
import org.improvedgan.metrics.InceptionContributions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.ParameterException;

/** Drawn digits by the bundled classifier; the expected choice is the metric library's, called directly. */
class SelectCommandTest {

  @TempDir
  private Path folder;

  @Test
  void theBestShareIsWrittenBestFirst() throws IOException {
    Images digits = Datasets.load("drawn-digits", Split.TEST, DataLocation.fromEnvironment()).images().slice(0, 200);
    int[] best;
    try (OnnxClassifier classifier = BundledClassifiers.forDataset("mnist",
        Runtime.getRuntime().availableProcessors())) {
      best = InceptionContributions.ofLogits(classifier.logits(digits)).best(0.05);
    }
    Path out = folder.resolve("best");
    Ran ran = run(out, "--dataset", "drawn-digits", "--samples", "200", "--share", "0.05");
    assertThat(ran.failure()).isNull();
    assertThat(ran.out()).isEqualTo("The best 10 of 200 images of drawn-digits:test are in " + out + ".\n");
    JsonNode list = list(out);
    assertThat(indices(list)).isEqualTo(Arrays.stream(best).boxed().toList());
    for (int rank = 0; rank < 10; rank++) {
      JsonNode image = list.get("images").get(rank);
      assertThat(ImageFiles.read(out.resolve(image.get("file").asText()))).isEqualTo(digits.select(best[rank]));
      assertThat(rank == 0 || image.get("contribution").asDouble()
          <= list.get("images").get(rank - 1).get("contribution").asDouble()).isTrue();
    }
    assertThat(list.at("/images/0/file").asText()).isEqualTo("01-of-image-" + best[0] + ".png");
    assertThat(Files.readAllLines(out.resolve("selection.csv"))).hasSize(11).first()
        .isEqualTo("rank,index,contribution,file");
  }

  @Test
  void aGeneratorsImagesCanBeSampledAgain() throws IOException {
    byte[] onnx = TestModels.generator(3);
    Path model = Files.write(folder.resolve("generator.onnx"), onnx);
    Path out = folder.resolve("best");
    assertThat(run(out, "--generator", model.toString(), "--samples", "40", "--seed", "9", "--count", "3", "--npy")
        .failure()).isNull();
    JsonNode list = list(out);
    assertThat(list.get("seed").asLong()).isEqualTo(9);
    assertThat(list.get("latent").asText()).isEqualTo("UNIFORM_0_1");
    NpyFile array = NpyFile.open(out.resolve("images.npy"));
    assertThat(array.count()).isEqualTo(3);
    try (OnnxGenerator generator = OnnxGenerator.load(onnx, LatentKind.UNIFORM_0_1, TestModels.LATENT, TestModels.DIGIT,
        Runtime.getRuntime().availableProcessors())) {
      for (int rank = 0; rank < 3; rank++) {
        assertThat(array.range(rank, 1)).isEqualTo(generator.generate(9, indices(list).get(rank), 1));
      }
    }
  }

  @Test
  void whatIsWrongIsOneSentence() throws IOException {
    Path out = Files.createDirectory(folder.resolve("full"));
    Files.writeString(out.resolve("file"), "");
    assertThat(run(out, "--dataset", "drawn-digits").failure()).isInstanceOf(UserError.class)
        .hasMessage(out + " is not empty: name a new folder with --out.");
    Path other = folder.resolve("new");
    assertThat(run(other, "--dataset", "drawn-digits", "--share", "0").failure())
        .isInstanceOf(ParameterException.class);
    assertThat(run(other, "--dataset", "drawn-digits", "--share", "0.1", "--count", "2").failure())
        .isInstanceOf(ParameterException.class);
    assertThat(run(other, "--dataset", "drawn-digits", "--samples", "5", "--count", "6").failure())
        .isInstanceOf(UserError.class).hasMessageStartingWith("There are 5 images, fewer than the 6 to pick");
    assertThat(other).doesNotExist();
  }

  private Ran run(Path out, String... args) {
    return Ran.of(SelectCommand::new, Stream.concat(Stream.of("--out", out.toString(), "--cache",
        folder.resolve("cache").toString()), Stream.of(args)).toArray(String[]::new));
  }

  private static JsonNode list(Path out) throws IOException {
    return new ObjectMapper().readTree(out.resolve("selection.json").toFile());
  }

  private static List<Integer> indices(JsonNode list) {
    return StreamSupport.stream(list.get("images").spliterator(), false).map(image -> image.get("index").asInt())
        .toList();
  }
}
