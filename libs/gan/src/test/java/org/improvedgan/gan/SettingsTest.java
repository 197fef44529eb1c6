package org.improvedgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static final Settings SETTINGS = Experiments.named("mnist-feature-matching").settings();

  @Test
  void textAndBack() {
    for (Experiment experiment : Experiments.all()) {
      assertThat(Settings.of(experiment.settings().toMap())).isEqualTo(experiment.settings());
    }
  }

  /** Checkpoints of earlier versions have settings without these names. */
  @Test
  void takesSettingsOfEarlierVersions() {
    Map<String, String> texts = new HashMap<>(SETTINGS.toMap());
    texts.keySet().removeAll(List.of("generator-normalisation", "reference-batch", "generator-initialisation",
        "generator-noise-maps", "weight-norm", "minibatch-deviation", "labelled-weight", "label-smoothing", "decay-end",
        "adam-form", "average-start"));
    assertThat(Settings.of(texts)).isEqualTo(SETTINGS);
    texts.remove("beta1");
    assertThatThrownBy(() -> Settings.of(texts)).hasMessage("The setting beta1 is missing.");
  }

  @Test
  void keepsTheScheduleWhereItIsWhenFewerEpochsAreRun() {
    Settings cifar = Experiments.named("cifar10-feature-matching").settings().with(Map.of("epochs", "5"));
    assertThat(cifar.schedule(1).at(4)).isEqualTo(1);
    assertThat(cifar.schedule(1).at(1000)).isEqualTo(0.5);
    assertThat(cifar.schedule(1).at(1300)).isZero();
    Settings june = Experiments.named("mnist-feature-matching-paper-era").settings();
    assertThat(june.epochs()).isEqualTo(301);
    assertThat(june.schedule(june.learningRate()).at(300)).isZero();
    assertThat(june.schedule(june.learningRate()).at(250)).isEqualTo(0.0005);
  }

  @Test
  void replacesWhatIsNamed() {
    Settings changed = SETTINGS.with(Map.of(
        "epochs", "7", "generator-layers", "3, 4", "generator-loss", "minimax", "learning-rate", "1e-3"));
    assertThat(changed.epochs()).isEqualTo(7);
    assertThat(changed.generatorLayers()).isEqualTo(List.of(3, 4));
    assertThat(changed.generatorLoss()).isEqualTo(GeneratorLoss.MINIMAX);
    assertThat(changed.learningRate()).isEqualTo(0.001);
    assertThat(changed.with(SETTINGS.toMap())).isEqualTo(SETTINGS);
  }

  @Test
  void namesAnUnknownSettingAndTheKnownOnes() {
    assertThatThrownBy(() -> SETTINGS.with(Map.of("learningRate", "1")))
        .isInstanceOf(TrainingException.class)
        .hasMessageStartingWith("There is no setting learningRate; the settings are dataset, pixel-range, ")
        .hasMessageContaining("learning-rate");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      epochs|many|The setting epochs must be a whole number, not "many".
      label-smoothing|1|The setting label-smoothing must be at least 0 (none) and less than 1, not 1.0.
      weight-norm|june|The setting weight-norm must be one of released, june-2016, not "june".
      epochs|0|The setting epochs must be at least 1, not 0.
      learning-rate|fast|The setting learning-rate must be a number, not "fast".
      learning-rate|NaN|The setting learning-rate must be a number, not "NaN".
      learning-rate|-1|The setting learning-rate must be more than 0, not -1.0.
      generator-layers|5,x|The setting generator-layers must be whole numbers separated by commas, not "5,x".
      generator-layers|5,0|The setting generator-layers must be a list of widths such as 500,500, not [5, 0].
      learning-rate||The setting learning-rate must be a number, not "".
      """)
  void saysWhatAValueMustBe(String key, String value, String message) {
    String text = value == null ? "" : value;
    assertThatThrownBy(() -> SETTINGS.with(Map.of(key, text)))
        .isInstanceOf(TrainingException.class).hasMessage(message);
  }

  @Test
  void saysWhichLossesThereAre() {
    assertThatThrownBy(() -> SETTINGS.with(Map.of("generator-loss", "hinge")))
        .isInstanceOf(TrainingException.class)
        .hasMessage("The setting generator-loss must be one of feature-matching, feature-matching-l1, "
            + "feature-matching-l2, minimax, non-saturating, smoothed-target, "
            + "not \"hinge\".");
  }

  @Test
  void namesTheExperiments() {
    assertThatThrownBy(() -> Experiments.named("mnist"))
        .isInstanceOf(TrainingException.class)
        .hasMessageStartingWith("There is no experiment mnist; the experiments are mnist-demo, mnist-feature-matching")
        .hasMessageEndingWith(", imagenet128.");
  }
}
