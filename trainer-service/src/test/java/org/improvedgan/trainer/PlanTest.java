package org.improvedgan.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.improvedgan.events.v1.TrainingRequested;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
  private static Plan plan(String experiment, Map<String, String> overrides) {
    return Plan.of(TrainingRequested.newBuilder()
        .setRunId("run").setExperiment(experiment).putAllOverrides(overrides).build());
  }

  @Test
  void everyExperimentCanBeRequestedWithOverrides() {
    for (Experiment experiment : Experiments.all()) {
      Plan plan = plan(experiment.name(), Map.of("epochs", "3", "seed", "7"));
      assertThat(plan.experiment()).isEqualTo(experiment);
      assertThat(plan.settings()).isEqualTo(experiment.settings().with(Map.of("epochs", "3", "seed", "7")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder:/etc@32", "folder:../secrets@32", "folder:a/../../b@32", "folder:..@32"})
  void onlyFoldersWithinTheDataFolderAreTaken(String dataset) {
    assertThatThrownBy(() -> plan("cifar10-feature-matching", Map.of("dataset", dataset)))
        .isInstanceOf(BadRequestException.class).hasMessageContaining("within the trainer's data folder");
    assertThat(plan("cifar10-feature-matching", Map.of("dataset", "folder:a/b..c@32")).settings().dataset())
        .isEqualTo("folder:a/b..c@32");
  }

  @Test
  void whatCannotBeUsedIsRefusedByName() {
    assertThatThrownBy(() -> plan("cifar10-feature-matching", Map.of("hidden-noise", "0.5")))
        .isInstanceOf(BadRequestException.class)
        .hasMessage("With cifar networks the setting hidden-noise must be 0 (they have hidden-dropout), not 0.5.");
    assertThatThrownBy(() -> plan("cifar10-feature-matching", Map.of("dataset", "cifar100")))
        .isInstanceOf(BadRequestException.class).hasMessageContaining("cifar100");
    assertThatThrownBy(() -> plan("cifar10", Map.of()))
        .isInstanceOf(BadRequestException.class).hasMessageContaining("cifar10-table3-ours");
  }
}
