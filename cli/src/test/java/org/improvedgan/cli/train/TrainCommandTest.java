package org.improvedgan.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.improvedgan.images.ImageFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  private Path parent;

  private final TinyRun gan = new TinyRun();

  @Test
  void aRunTellsAllThatReproducesIt() throws IOException {
    Path first = parent.resolve("first");
    assertThat(gan.train(TinyRun.arguments(8, "--epochs", "2", "--seed", "7", "--out", first.toString())))
        .as(gan.said()).isZero();
    JsonNode result = JSON.readTree(first.resolve("result.json").toFile());
    assertThat(result.path("command").asText()).startsWith("./gan train mnist-feature-matching ")
        .contains(" --seed 7", " --epochs 2", " --labels 20", " --threads 1", " --set batch-size=10")
        .doesNotContain("seed-data");
    assertThat(result.at("/overrides/generator-layers").asText()).isEqualTo("16");
    // z to 16 (weights and the shift of batch norm) to 784 pixels: weights, scales and shifts.
    assertThat(result.at("/parameters/generator").asInt()).isEqualTo(100 * 16 + 16 + 16 * 784 + 784 + 784);
    assertThat(result.path("testImages").asInt()).isPositive();
    assertThat(result.path("finished").asBoolean()).isTrue();
    double seconds = Files.readAllLines(first.resolve("log.jsonl")).stream().mapToDouble(this::seconds).sum();
    assertThat(result.path("trainingSeconds").asDouble()).isEqualTo(seconds).isPositive();
    assertThat(ImageFiles.read(first.resolve("curves.png")).shape().width()).isEqualTo(1440);
    assertThat(first.resolve("state.bin")).doesNotExist();

    Path again = parent.resolve("again");
    String[] words = result.path("command").asText().replace("./gan train ", "").split(" ");
    assertThat(gan.train(Stream.concat(Arrays.stream(words), Stream.of("--out", again.toString()))
        .toArray(String[]::new))).isZero();
    assertThat(TinyRun.lastState(again)).isEqualTo(TinyRun.lastState(first));
  }

  @Test
  void anExperimentFileOfOnesOwnIsTrained() throws IOException {
    Path file = Files.writeString(parent.resolve("mine.yaml"), """
        summary: Mine.
        base: mnist-feature-matching
        settings: {dataset: drawn-digits, epochs: 1, iterations-per-epoch: 2, batch-size: 10, labels: 10,
          generator-layers: [8], discriminator-layers: [8], initialisation-batch: 10, population-samples: 10}
        """);
    Path out = parent.resolve("out");
    assertThat(gan.train(file.toString(), "--out", out.toString())).as(gan.said()).isZero();
    JsonNode result = JSON.readTree(out.resolve("result.json").toFile());
    assertThat(result.path("experiment").asText()).isEqualTo("mine");
    assertThat(result.path("command").asText()).isEqualTo("./gan train " + file);
  }

  @Test
  void whatIsWrongIsSaidBeforeAFolderIsMade() throws IOException {
    Path out = parent.resolve("out");
    Path file = Files.writeString(parent.resolve("mine.yaml"), "summary: Mine.\nsetings: {epochs: 1}\n");
    assertThat(gan.train(file.toString(), "--out", out.toString())).isEqualTo(1);
    assertThat(gan.said()).contains("setings");
    assertThat(gan.train("mnist-feature-matching", "--set", "dataset=drawn-digits", "--labels", "25", "--out",
        out.toString())).isEqualTo(1);
    assertThat(gan.said()).contains("a multiple of the 10 classes of drawn-digits", "not 25");
    assertThat(gan.train("mnist-feature-matching", "--data", parent.resolve("none").toString(), "--set",
        "dataset=no-such", "--out", out.toString())).isEqualTo(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void aRunIsGoneOnWithByItsOwnNameOnly() {
    Path out = parent.resolve("out");
    assertThat(gan.train(TinyRun.arguments(2, "--epochs", "1", "--out", out.toString()))).isZero();
    assertThat(gan.train("mnist-demo", "--resume", out.toString())).isEqualTo(1);
    assertThat(gan.said()).contains("is one of mnist-feature-matching, not of mnist-demo");
    assertThat(gan.train("--resume", parent.toString())).isEqualTo(1);
    assertThat(gan.said()).contains("There is no run in " + parent);
    assertThat(gan.train(TinyRun.arguments(2, "--out", out.toString()))).isEqualTo(1);
    assertThat(gan.said()).contains("is not empty");
  }

  private double seconds(String line) {
    try {
      return JSON.readTree(line).path("seconds").asDouble();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
