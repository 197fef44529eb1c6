package org.improvedgan.cli.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.improvedgan.gan.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ResultsCommandTest {

  private static final String MACHINE = "\"threads\": 2, \"device\": \"cpu\", \"machine\": {\"processor\": \"Abacus\"},"
      + " \"date\": \"2026-01-02T03:04:05Z\", \"gitRevision\": \"0123456789abcdef-dirty\"";

  @TempDir
  private Path docs;

  @Test
  void everyFigureOfThePaperHasARow() throws IOException {
    String page = page();
    assertThat(page).contains("## mnist-feature-matching\n", "## imagenet128\n").doesNotContain("## mnist-demo");
    assertThat(page).contains("| 100 | 93 ± 6.5 | 86 ± 5.6 | not run: `./gan cost mnist-feature-matching` measures");
    assertThat(page).contains("Inception score of 50,000 samples");
  }

  @Test
  void aPartialRunSaysSoAndWhatTheWholeWouldTake() throws IOException {
    write("results/a/result.json", """
        {"experiment": "mnist-feature-matching", "epoch": 3, "iteration": 1800, "testImages": 10000,
         "trainingSeconds": 180, "metrics": {"test.error": 0.0123, "test.error.average": 0.0456},
         "settings": {"labels": "100", "seed": "7"}, "command": "./gan train mnist-feature-matching --epochs 3",
         "revisions": ["aaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbb"], %s}""".formatted(MACHINE));
    write("results/a/curves.png", "");
    String page = page();
    assertThat(page).contains("| 100 | 93 ± 6.5 | 86 ± 5.6 | 123 | 456 | – | – | 7 | **only 3** of 300 |");
    assertThat(page).contains("- `./gan train mnist-feature-matching --epochs 3`, 2 threads of Abacus, 2026-01-02, "
        + "revision aaaaaaaaaa, bbbbbbbbbb, 3 min 00 s, [curves.png](results/a/curves.png). Not the whole run: "
        + "180,000 iterations take about 5 h 00 min (0.100 s each;");
    assertThat(page).contains("| 50 | 221 ± 136 | 142 ± 96 | not run: 180,000 iterations take about 5 h 00 min");
  }

  @Test
  void anEnsembleAndACostAreTaken() throws IOException {
    write("results/e/result.json", """
        {"experiment": "cifar10-feature-matching", "ensembleOf": 2, "epoch": 1200, "testImages": 10000,
         "meanTestErrors": 1900.5, "standardDeviation": 12.5, "ensembleTestErrors": 1700,
         "settings": {"labels": "4000"}, "seeds": [{"seed": 1}, {"seed": 2}], "command": "./gan ensemble x", %s}"""
        .formatted(MACHINE));
    write("results/c/cost.json", """
        {"experiment": "svhn-feature-matching", "secondsPerIteration": 2, "fullIterations": 5, %s}"""
        .formatted(MACHINE));
    String page = page();
    assertThat(page).contains("| – | – | 19.01 ± 0.13 | 17.00 | 1, 2 | 1,200 |");
    assertThat(page).contains("not run: 658,800 iterations take about 15 days (2.00 s each; 2 threads of Abacus");
    assertThat(page).contains("366,732 iterations take about 8 days (2.00 s each; 2 threads of Abacus")
        .contains(", as of svhn-feature-matching |");
  }

  @Test
  void otherSettingsAreNamedAndTheirCostIsNotTaken() throws IOException {
    write("results/a/result.json", """
        {"experiment": "mnist-feature-matching", "overrides": {"beta1": "0.9"}, "epoch": 300, "iteration": 180000,
         "settings": {"labels": "100", "seed": "1"}, %s}""".formatted(MACHINE));
    write("results/b/cost.json", """
        {"experiment": "svhn-feature-matching", "overrides": {"batch-size": "10"}, "secondsPerIteration": 2, %s}"""
        .formatted(MACHINE));
    assertThat(page()).contains("| 1 | 300, **other settings:** beta1=0.9 |",
        "not run: `./gan cost svhn-feature-matching` measures");
  }

  @Test
  void runsOnOtherDataAreLeftOut() throws IOException {
    write("results/a/result.json", """
        {"experiment": "mnist-feature-matching", "overrides": {"dataset": "drawn-digits"}, "epoch": 300,
         "settings": {"labels": "100"}}""");
    assertThat(page()).doesNotContain("revision");
  }

  /** What is in the repository is what the command makes of it: nobody edits results by hand. */
  @Test
  void theCommittedPageIsTheCommands() throws IOException {
    Path root = Path.of("..").toAbsolutePath().normalize();
    Path committed = root.resolve("docs/results.md");
    ResultFiles files = ResultFiles.read(root.resolve("docs/results"));
    assertThat(ResultsPage.of(Experiments.all(), files, committed.getParent()))
        .as("docs/results.md is written by ./gan results").isEqualTo(Files.readString(committed));
  }

  private String page() throws IOException {
    Files.createDirectories(docs.resolve("results"));
    assertThat(new CommandLine(new ResultsCommand()).execute("--from", docs.resolve("results").toString(), "--out",
        docs.resolve("results.md").toString())).isZero();
    return Files.readString(docs.resolve("results.md"));
  }

  private void write(String name, String content) throws IOException {
    Path file = docs.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
