package org.improvedgan.benchmarks.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.process.Program;
import org.junit.jupiter.api.Test;

/** The peer does the same step: its functions give the golden vectors of whole iterations. */
class PeerGoldenTest {
  private static final Path VECTORS = Path.of("..", "libs", "gan", "src", "test", "resources", "golden");

  private static final Pattern FEATURE_MATCHING = Pattern.compile("\"generator_loss\":\\s*\"mean_of_");

  @Test
  void thePytorchIterationGivesTheGoldenVectors() throws IOException {
    String python = System.getenv().getOrDefault("PYTHON", "python3");
    assumeTrue(hasTorch(python), python + " has no torch: `pip install torch`, or name one that has it in PYTHON.");
    String folder = System.getProperty("golden", VECTORS.toString());
    assumeTrue(hasIteration(Path.of(folder)), folder + " has no vector of a feature-matching iteration.");

    String last = new Program(
        List.of(python, Path.of("pytorch", "training.py").toString(), "--check", folder), Map.of()).lastLine();

    assertThat(last).contains("passed; largest deviation");
  }

  private static boolean hasIteration(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        if (FEATURE_MATCHING.matcher(Files.readString(file)).find()) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean hasTorch(String python) {
    try {
      new Program(List.of(python, "-c", "import torch"), Map.of()).lastLine();
      return true;
    } catch (BenchmarkException e) {
      return false;
    }
  }
}
