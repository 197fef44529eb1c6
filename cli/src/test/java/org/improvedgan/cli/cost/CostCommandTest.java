package org.improvedgan.cli.cost;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.train.TinyRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostCommandTest {

  @TempDir
  private Path folder;

  private final TinyRun gan = new TinyRun();

  /** More iterations than the epoch has: none of them may be one that tests or exports. */
  @Test
  void measuresIterationsAndReckonsTheWholeRun() throws IOException {
    Path file = folder.resolve("tiny/cost.json");
    assertThat(gan.run(new CostCommand(gan.terminal(), Installation.current()),
        TinyRun.arguments(4, "--epochs", "5", "--iterations", "6", "--out", file.toString()))).as(gan.said()).isZero();
    JsonNode cost = new ObjectMapper().readTree(file.toFile());
    assertThat(cost.path("experiment").asText()).isEqualTo("mnist-feature-matching");
    assertThat(cost.path("iterations").asInt()).isEqualTo(6);
    assertThat(cost.path("fullIterations").asInt()).isEqualTo(5 * 4);
    assertThat(cost.path("secondsPerIteration").asDouble()).isPositive().isLessThan(10);
    assertThat(cost.at("/parameters/generator").asInt()).isPositive();
    assertThat(cost.at("/losses/generator.loss").isNumber()).isTrue();
    assertThat(cost.path("command").asText()).contains(" --set iterations-per-epoch=4").endsWith(" --iterations 6");
  }

  @Test
  void theMedianIsTheMiddle() {
    assertThat(new Measurement(Map.of(), List.of(3.0, 1.0, 9.0), Map.of(), 1).median()).isEqualTo(3);
    assertThat(new Measurement(Map.of(), List.of(3.0, 1.0, 9.0, 4.0), Map.of(), 1).median()).isEqualTo(3.5);
  }
}
