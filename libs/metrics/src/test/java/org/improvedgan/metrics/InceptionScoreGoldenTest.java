package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Inception scores against values that were checked with 50-digit arithmetic. */
class InceptionScoreGoldenTest {

  @TestFactory
  Stream<DynamicTest> everyFileHolds() {
    var files = Golden.all("10_inception_score");
    assertThat(files).isNotEmpty();
    return files.stream().map(file -> DynamicTest.dynamicTest(file.name(), () -> checkFile(file)));
  }

  private void checkFile(Golden file) {
    switch (file.kind()) {
      case "inception_score" -> checkTable(file);
      case "inception_score_degenerate" -> checkDegenerate(file);
      case "inception_score_generated_table" -> checkGeneratedTable(file);
      default -> throw new IllegalArgumentException("Unknown kind of golden file: " + file.kind());
    }
  }

  private void checkTable(Golden file) {
    var p = file.matrix("inputs", "p");
    checkAllSplits(file, file.json().get("outputs"), splits -> InceptionScore.ofProbabilities(p, splits));
    checkContributions(file, p);
    if (file.json().get("inputs").has("logits")) {
      var logits = file.matrix("inputs", "logits");
      checkAllSplits(file, file.json().get("outputs"), splits -> InceptionScore.ofLogits(logits, splits));
    }
  }

  /** The contributions' mean is the logarithm of the score over one split. */
  private void checkContributions(Golden file, double[][] p) {
    var whole = file.json().get("outputs").path("splits_1");
    if (!whole.isMissingNode()) {
      var mean = Arrays.stream(InceptionContributions.ofProbabilities(p).values()).average().orElseThrow();
      file.check("contributions", Math.exp(mean), whole.get("mean").get("data").asDouble());
    }
  }

  private void checkDegenerate(Golden file) {
    file.json().get("outputs").properties().forEach(entry -> {
      var p = file.matrix("inputs", entry.getKey());
      var expected = entry.getValue();
      if ("reject".equals(expected.path("expected").asText())) {
        var splits = expected.get("splits").asInt();
        assertThatIllegalArgumentException().isThrownBy(() -> InceptionScore.ofProbabilities(p, splits))
            .withMessageContaining("splits");
      } else {
        var outputs = expected.has("splits") ? Stream.of(expected)
            : expected.properties().stream().map(Map.Entry::getValue);
        outputs.forEach(output -> checkOutput(file, output, splits -> InceptionScore.ofProbabilities(p, splits)));
      }
    });
  }

  private void checkGeneratedTable(Golden file) {
    var parameters = file.json().get("parameters");
    var random = new SplittableRandom(parameters.get("seed").asLong());
    var scale = parameters.get("logit_scale").asDouble();
    var logits = new double[parameters.get("rows").asInt()][parameters.get("columns").asInt()];
    for (var row : logits) {
      for (var c = 0; c < row.length; c++) {
        var u = (random.nextLong() >>> 11) * 0x1p-53;
        row[c] = scale * u * u * u;
      }
    }
    checkAllSplits(file, file.json().get("outputs"), splits -> InceptionScore.ofLogits(logits, splits));
  }

  private void checkAllSplits(Golden file, JsonNode outputs, IntFunction<InceptionScore> score) {
    var checked = outputs.properties().stream().filter(entry -> entry.getKey().startsWith("splits_"))
        .peek(entry -> checkOutput(file, entry.getValue(), score)).count();
    assertThat(checked).isPositive();
  }

  private void checkOutput(Golden file, JsonNode expected, IntFunction<InceptionScore> score) {
    var splits = expected.get("splits").asInt();
    var actual = score.apply(splits);
    file.check("mean over " + splits, actual.mean(), expected.get("mean").get("data").asDouble());
    file.check("deviation over " + splits, actual.standardDeviation(),
        expected.get("stdv_population").get("data").asDouble());
    var chunkScores = Golden.toVector(expected.get("chunk_scores").get("data"));
    assertThat(actual.splitScores()).hasSize(chunkScores.length);
    for (var i = 0; i < chunkScores.length; i++) {
      file.check("split " + i + " of " + splits, actual.splitScores().get(i), chunkScores[i]);
    }
  }
}
