package org.improvedgan.cli.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.improvedgan.cli.UserError;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.Split;
import org.improvedgan.images.Images;
import org.improvedgan.images.Png;
import org.improvedgan.inference.BundledClassifiers;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.inference.TestModels;
import org.improvedgan.metrics.InceptionScore;
import org.improvedgan.metrics.InceptionScoreProtocol;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.ParameterException;

/** Drawn digits by the bundled classifier; expected values are those of the libraries, called directly. */
class ScoreCommandTest {

  private static Images digits;
  private static float[][] logits;

  @TempDir
  private Path folder;

  @BeforeAll
  static void classify() {
    digits = Datasets.load("drawn-digits", Split.TEST, DataLocation.fromEnvironment()).images().slice(0, 100);
    try (OnnxClassifier classifier = BundledClassifiers.forDataset("mnist", 1)) {
      logits = classifier.logits(digits);
    }
  }

  @Test
  void aScoreIsTheLibrarysAndStatesItsProtocol() {
    InceptionScore expected = InceptionScore.ofLogits(logits, 10);
    JsonNode json = run("--dataset", "drawn-digits", "--samples", "100", "--json").json();
    // The number of threads may change the last bits of a logit.
    assertThat(json.at("/inceptionScore/mean").asDouble()).isCloseTo(expected.mean(), within(1e-5));
    assertThat(json.at("/inceptionScore/std").asDouble()).isCloseTo(expected.standardDeviation(), within(1e-5));
    assertThat(json.at("/splitScores")).hasSize(10);
    assertThat(json.at("/inceptionScore/protocol/name").asText()).isEqualTo("original");
    assertThat(json.at("/inceptionScore/protocol/bias").isNull()).isTrue();
    assertThat(run("--dataset", "drawn-digits:test", "--samples", "100").out()).isEqualTo(String.format(
        java.util.Locale.ROOT, "Inception score %.4f ± %.4f  (100 images of drawn-digits:test; classifier "
        + "mnist-classifier 4f93884332db; protocol original: 10 splits, order as given, standard deviation with ddof 0,"
        + " 10 classes, bias not known)%n", expected.mean(), expected.standardDeviation()));
  }

  @Test
  void presetsAndOptionsAreTheLibrarysProtocols() {
    compare(InceptionScoreProtocol.torchFidelity(), "torch-fidelity", "--protocol", "torch-fidelity");
    compare(InceptionScoreProtocol.torchMetrics(2020), "torchmetrics", "--protocol", "TORCHMETRICS");
    compare(InceptionScoreProtocol.torchMetrics(7), "torchmetrics", "--protocol", "torchmetrics", "--shuffle-seed",
        "7");
    compare(InceptionScoreProtocol.styleGan2Ada(), "stylegan2", "--protocol", "stylegan2");
    compare(InceptionScoreProtocol.original().withSplits(4), "custom", "--splits", "4");
    compare(new InceptionScoreProtocol(10, new InceptionScoreProtocol.Shuffled(3),
        InceptionScoreProtocol.Cut.INTEGER_DIVISION, 1, false, 10), "custom", "--order", "shuffle", "--shuffle-seed",
        "3", "--ddof", "1");
  }

  private void compare(InceptionScoreProtocol protocol, String name, String... options) {
    InceptionScore expected = InceptionScore.ofLogits(logits, protocol.withClassifier(false, 10));
    JsonNode json = run(Stream.concat(Stream.of("--dataset", "drawn-digits", "--samples", "100", "--json"),
        Stream.of(options)).toArray(String[]::new)).json();
    assertThat(json.at("/inceptionScore/mean").asDouble()).isCloseTo(expected.mean(), within(1e-5));
    assertThat(json.at("/inceptionScore/std").asDouble()).isCloseTo(expected.standardDeviation(), within(1e-5));
    assertThat(json.at("/inceptionScore/protocol/name").asText()).isEqualTo(name);
  }

  @Test
  void aFolderAndAnArrayOfTheSameImagesScoreTheSame() throws IOException {
    Path pngs = Files.createDirectory(folder.resolve("pngs"));
    for (int i = 0; i < 30; i++) {
      Files.write(pngs.resolve("%02d.png".formatted(i)), Png.encode(digits.slice(i, i + 1)));
    }
    Path array = folder.resolve("digits.npy");
    NpyFile.write(array, digits);
    JsonNode ofFolder = run("--images", pngs.toString(), "--json").json();
    JsonNode ofArray = run("--images", array.toString(), "--samples", "30", "--json").json();
    assertThat(ofFolder.get("inceptionScore")).isEqualTo(ofArray.get("inceptionScore"));
    assertThat(ofFolder.get("notes")).isEmpty();
  }

  @Test
  void theSecondRunComesFromTheCache() throws IOException {
    Path array = folder.resolve("digits.npy");
    NpyFile.write(array, digits);
    String[] command = {"--images", array.toString(), "--against", "drawn-digits:train", "--against-samples", "50",
        "--metrics", "is,fid,kid,pr,dc", "--kid-size", "40", "--kid-subsets", "5", "--json"};
    JsonNode first = run(command).json();
    JsonNode second = run(command).json();
    assertThat(first.get("cached").asBoolean()).isFalse();
    assertThat(second.get("cached").asBoolean()).isTrue();
    assertThat(second.at("/against/cached").asBoolean()).isTrue();
    assertThat(uncached(second)).isEqualTo(uncached(first));
    assertThat(List.of("fid", "kid", "precisionRecall", "densityCoverage")).allMatch(second::has);

    byte[] pixels = digits.pixels().clone();
    pixels[pixels.length - 1] ^= 1;
    NpyFile.write(array, new Images(digits.shape(), digits.count(), pixels));
    assertThat(run(command).json().get("cached").asBoolean()).isFalse();
  }

  @Test
  void withoutCacheNothingIsTakenOrKept() {
    run("--dataset", "drawn-digits", "--samples", "20", "--no-cache", "--json").json();
    assertThat(folder).isEmptyDirectory();
    run("--dataset", "drawn-digits", "--samples", "20", "--json").json();
    JsonNode again = run("--dataset", "drawn-digits", "--samples", "20", "--no-cache", "--json").json();
    assertThat(again.get("cached").asBoolean()).isFalse();
  }

  private static JsonNode uncached(JsonNode json) {
    ObjectNode copy = json.deepCopy();
    copy.remove("cached");
    ((ObjectNode) copy.get("against")).remove("cached");
    return copy;
  }

  @Test
  void aSetAgainstItselfIsAsNearAsCanBe() throws IOException {
    Path array = folder.resolve("digits.npy");
    NpyFile.write(array, digits);
    JsonNode json = run("--images", array.toString(), "--against", array.toString(), "--metrics", "fid,pr,dc", "--json")
        .json();
    assertThat(json.at("/fid/value").asDouble()).isCloseTo(0, within(1e-6));
    assertThat(json.at("/precisionRecall/precision").asDouble()).isEqualTo(1);
    assertThat(json.at("/precisionRecall/recall").asDouble()).isEqualTo(1);
    assertThat(json.at("/densityCoverage/coverage").asDouble()).isEqualTo(1);
    assertThat(json.has("inceptionScore")).isFalse();
  }

  @Test
  void tooFewImagesForTheUsualKernelDistanceAreSaidAndTheRestIsComputed() {
    Ran ran = run("--dataset", "drawn-digits", "--samples", "100", "--against", "drawn-digits:train",
        "--against-samples", "100", "--json");
    assertThat(ran.json().has("kid")).isFalse();
    assertThat(ran.json().has("fid")).isTrue();
    assertThat(ran.json().get("notes").get(0).asText()).isEqualTo("The KID needs 1000 images of each set for its "
        + "subsets, and one has 100: give more images, or smaller subsets by --kid-size.");
    assertThat(ran.said()).contains("The KID needs 1000 images").hasLineCount(1);
    assertThat(run("--dataset", "drawn-digits", "--samples", "100", "--against", "drawn-digits:train", "--metrics",
        "kid").failure()).isInstanceOf(UserError.class).hasMessageStartingWith("The KID needs 1000 images");
  }

  @Test
  void aGeneratorIsScoredBySeed() throws IOException {
    Path generator = Files.write(folder.resolve("generator.onnx"), TestModels.generator(1));
    List<JsonNode> scores = new ArrayList<>();
    for (String seed : List.of("5", "5", "6")) {
      scores.add(run("--generator", generator.toString(), "--samples", "50", "--seed", seed, "--json").json());
    }
    assertThat(scores.get(0).get("cached").asBoolean()).isFalse();
    assertThat(scores.get(1).get("cached").asBoolean()).isTrue();
    assertThat(scores.get(1).get("inceptionScore")).isEqualTo(scores.get(0).get("inceptionScore"));
    assertThat(scores.get(2).get("cached").asBoolean()).isFalse();
  }

  @Test
  void contradictionsAreWrongUsage() {
    for (List<String> options : List.of(List.of("--metrics", "fid"), List.of("--against-samples", "3"),
        List.of("--shuffle-seed", "3"), List.of("--ddof", "2"), List.of("--splits", "0"), List.of("--kid-size", "1"),
        List.of("--order", "random"), List.of("--against", "mnist", "--metrics", "is"))) {
      Ran ran = run(Stream.concat(Stream.of("--dataset", "drawn-digits"), options.stream()).toArray(String[]::new));
      assertThat(ran.failure()).as(options.toString()).isInstanceOf(ParameterException.class);
    }
  }

  private Ran run(String... args) {
    return Ran.of(ScoreCommand::new, Stream.concat(Stream.of("--cache", folder.resolve("cache").toString()),
        Stream.of(args)).toArray(String[]::new));
  }
}
