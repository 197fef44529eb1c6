package org.improvedgan.gan.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.Origin;
import org.improvedgan.gan.PaperResults.Measure;
import org.improvedgan.gan.TrainingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentFileTest {
  private static final String SMALL = """
      summary: "A smaller one."
      base: mnist-demo
      settings:
        generator-layers: [32, 16]   # a comment
        learning-rate: 1e-3
      """;

  @TempDir
  private Path folder;

  @Test
  void everyFileIsListedAndEveryListedOneIsThere() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/experiments"))) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
          .containsExactlyInAnyOrderElementsOf(Experiments.all().stream().map(Experiment::name).toList());
    }
  }

  @Test
  void everyExperimentSaysWhatItIs() {
    assertThat(Experiments.all()).allSatisfy(experiment -> {
      assertThat(experiment.summary()).endsWith(".");
      assertThat(experiment.target()).isNotBlank();
      assertThat(experiment.paperSection()).isNotBlank();
      assertThat(experiment.paper().isPresent()).isEqualTo(experiment.origin() != Origin.OWN);
    });
  }

  @Test
  void readsThePapersFigures() {
    var paper = Experiments.named("mnist-feature-matching").paper().orElseThrow();
    assertThat(paper.table()).isEqualTo("Table 1");
    assertThat(paper.measure()).isEqualTo(Measure.TEST_ERRORS);
    assertThat(paper.byLabels()).containsExactly(
        Map.entry(20, "1677 ± 452"), Map.entry(50, "221 ± 136"), Map.entry(100, "93 ± 6.5"),
        Map.entry(200, "90 ± 4.2"));
    assertThat(paper.ensembleByLabels()).containsEntry(100, "86 ± 5.6");
    assertThat(paper.iterations()).contains(180_000L);
    assertThat(Experiments.named("cifar10-table3-ours").paper().orElseThrow().value()).contains("8.09 ± 0.07");
  }

  @Test
  void readsAUsersFile() throws IOException {
    Path file = Files.writeString(folder.resolve("my-digits.yaml"), SMALL);
    assertThat(ExperimentFile.isFile(file.toString())).isTrue();
    Experiment mine = ExperimentFile.read(file);
    assertThat(mine.name()).isEqualTo("my-digits");
    assertThat(mine.origin()).isEqualTo(Origin.OWN);
    assertThat(mine.settings()).isEqualTo(Experiments.named("mnist-demo").settings().with(
        Map.of("generator-layers", "32,16", "learning-rate", "0.001")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      sumary: x|has the unknown key sumary in line 1; the keys are base, origin, paper, section, settings, summary
      summary: x|needs settings, or the name of an experiment as base.
      {summary: x, base: mnist}|is refused: There is no experiment mnist; the experiments are mnist-demo, mnist-feat
      {summary: x, base: mnist-demo, settings: {epoch: 3}}|is refused: There is no setting epoch; the settings are dat
      {summary: x, base: mnist-demo, settings: {epochs: many}}|is refused: The setting epochs must be a whole number
      {summary: x, settings: {epochs: 3}}|is refused: The setting dataset is missing.
      {base: mnist-demo}|needs the key summary.
      {summary: x, summary: y}|has the key summary twice in line 1.
      {summary: x, base: mnist-demo, settings: 5}|must have keys and values in line 1.
      {summary: x, base: mnist-demo, origin: thesis}|must have one of released, reconstructed, composed, own as origin
      {summary: x, base: mnist-demo, paper: {table: 1, measure: samples, iterations: all}}|must have a whole number
      {summary: x, base: mnist-demo, paper: {table: 1}}|needs the key measure under paper.
      {summary: {a: b}, base: mnist-demo}|must have a single value, not keys and values, in line 1.
      [1, 2]|must have keys and values in line 1.
      {summary: x|is not YAML: expected ',' or '}', but got <stream end> in line 1.
      """)
  void refusesAWrongFileBeforeAnythingStarts(String yaml, String message) {
    assertThatThrownBy(() -> ExperimentFile.parse("mine", "mine.yaml", yaml)).isInstanceOf(TrainingException.class)
        .hasMessageStartingWith("The experiment file mine.yaml " + message);
  }

  @Test
  void refusesWhatIsNotThere() {
    assertThatThrownBy(() -> ExperimentFile.read(folder.resolve("no.yaml"))).isInstanceOf(TrainingException.class)
        .hasMessage("There is no experiment file " + folder.resolve("no.yaml") + ".");
    assertThatThrownBy(() -> ExperimentFile.parse("mine", "mine.yaml", " # nothing")).hasMessageEndingWith("is empty.");
  }
}
