package org.improvedgan.cli.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.train.TinyRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnsembleCommandTest {

  @TempDir
  private Path out;

  private final TinyRun gan = new TinyRun();

  @Test
  void trainsEachSeedOnceAndScoresAllTogether() throws IOException {
    assertThat(ensemble(TinyRun.arguments(30, "--epochs", "1", "--seeds", "2", "--out", out.toString())))
        .as(gan.said()).isZero();
    JsonNode result = result();
    assertThat(result.path("ensembleOf").asInt()).isEqualTo(2);
    assertThat(result.at("/seeds/0/seed").asInt()).isEqualTo(1);
    assertThat(result.at("/seeds/1/seed").asInt()).isEqualTo(2);
    // What the exported classifier does is what the training measured of the debiased average; but for ties.
    int images = result.path("testImages").asInt();
    for (JsonNode seed : result.path("seeds")) {
      assertThat(seed.path("testErrors").asInt() / (double) images).isCloseTo(
          seed.at("/metrics/test.error.average.debiased").asDouble(), org.assertj.core.api.Assertions.within(0.001));
    }
    assertThat(result.path("ensembleTestErrors").asInt()).isBetween(1, images - 1);
    assertThat(result.path("command").asText()).startsWith("./gan ensemble mnist-feature-matching ")
        .endsWith(" --seeds 2");

    // Once more: what is trained stays, what was deleted is trained anew, to the same numbers.
    FileTime trained = Files.getLastModifiedTime(out.resolve("seed-1/result.json"));
    Files.delete(out.resolve("seed-2/result.json"));
    assertThat(ensemble(TinyRun.arguments(30, "--epochs", "1", "--seeds", "2", "--out", out.toString()))).isZero();
    assertThat(Files.getLastModifiedTime(out.resolve("seed-1/result.json"))).isEqualTo(trained);
    assertThat(result().path("ensembleTestErrors")).isEqualTo(result.path("ensembleTestErrors"));

    assertThat(ensemble(TinyRun.arguments(30, "--epochs", "2", "--seeds", "2", "--out", out.toString()))).isEqualTo(1);
    assertThat(gan.said()).contains("has other settings");
  }

  @Test
  void anExperimentWithoutAClassifierIsRefused() {
    assertThat(ensemble("mnist-minibatch-discrimination", "--out", out.toString())).isEqualTo(1);
    assertThat(gan.said()).contains("has no classifier of single images");
    assertThat(out).isEmptyDirectory();
  }

  private int ensemble(String... arguments) {
    return gan.run(new EnsembleCommand(gan.terminal(), Installation.current()), arguments);
  }

  private JsonNode result() throws IOException {
    return new ObjectMapper().readTree(out.resolve("result.json").toFile());
  }
}
