package org.improvedgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.datasets.drawn.DrawnDigits;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tiny runs on drawn digits. */
class TrainingRunTest {
  private static final Map<String, String> TINY = Map.of(
      "dataset", "drawn-digits", "epochs", "2", "iterations-per-epoch", "3", "batch-size", "10", "latent-size", "7",
      "generator-layers", "12,11", "discriminator-layers", "14,9", "labels", "20", "population-samples", "50",
      "initialisation-batch", "30");

  private static LabelledImages train;
  private static LabelledImages test;

  @BeforeAll
  static void draw() {
    train = new DrawnDigits().draw(Split.TRAIN, 400);
    test = new DrawnDigits().draw(Split.TEST, 35);
  }

  private static TrainingRun start(String experiment, Map<String, String> overrides) {
    Map<String, String> all = new HashMap<>(TINY);
    all.putAll(overrides);
    Experiment named = Experiments.named(experiment);
    return TrainingRun.start(named, named.settings().with(all), train, test);
  }

  @Test
  void stopsWhereALossIsNoLongerANumber() {
    try (TrainingRun run = start("mnist-feature-matching", Map.of("learning-rate", "1e30"))) {
      assertThatThrownBy(() -> run.trainEpoch(ProgressListener.NONE)).isInstanceOf(DivergenceException.class)
          .hasMessageMatching("The (discriminator|generator)\\.loss\\S* became (NaN|-?Infinity) in iteration [123] "
              + "\\(epoch 1\\); there is no checkpoint before it\\. Train anew with a smaller learning-rate or another "
              + "seed\\.");
    }
  }

  @Test
  void namesTheLastGoodCheckpoint() {
    var divergence = new DivergenceException("The generator.loss", Double.NaN, 1801, 3);
    assertThat(divergence).hasMessage("The generator.loss became NaN in iteration 1801 (epoch 4); the last good "
        + "checkpoint is that of epoch 3. Train anew with a smaller learning-rate or another seed.");
    assertThat(divergence.withCheckpoint("run-e0003")).hasMessageContaining("good checkpoint is run-e0003.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mnist-feature-matching", "mnist-demo"})
  void goesOnBitForBitFromItsState(String experiment) {
    try (TrainingRun run = start(experiment, Map.of()); TrainingRun again = start(experiment, Map.of())) {
      run.trainEpoch(ProgressListener.NONE);
      Snapshot first = run.snapshot();
      again.trainEpoch(ProgressListener.NONE);
      assertSameBytes(again.snapshot(), first);

      EpochReport report = run.trainEpoch(ProgressListener.NONE);
      try (TrainingRun resumed = TrainingRun.resume(first.parts().get("state.bin"), train, test)) {
        assertThat(resumed.epoch()).isEqualTo(1);
        assertThat(resumed.iteration()).isEqualTo(3);
        assertThat(resumed.settings()).isEqualTo(run.settings());
        assertThat(resumed.trainEpoch(ProgressListener.NONE).metrics()).isEqualTo(report.metrics());
        assertSameBytes(resumed.snapshot(), run.snapshot());
        assertThat(resumed.finished()).isTrue();
      }
    }
  }

  private static void assertSameBytes(Snapshot actual, Snapshot expected) {
    assertThat(actual.parts().keySet()).containsExactlyElementsOf(expected.parts().keySet());
    expected.parts().forEach((name, bytes) ->
        assertThat(Arrays.equals(actual.parts().get(name), bytes)).as(name).isTrue());
    assertThat(actual.metrics()).isEqualTo(expected.metrics());
  }

  @Test
  void anotherSeedGivesAnotherRun() {
    try (TrainingRun one = start("mnist-demo", Map.of());
        TrainingRun other = start("mnist-demo", Map.of("seed", "2"))) {
      assertThat(one.trainEpoch(ProgressListener.NONE).metrics().get("discriminator.loss"))
          .isNotEqualTo(other.trainEpoch(ProgressListener.NONE).metrics().get("discriminator.loss"));
    }
  }

  @Test
  void reportsLossesAndErrors() {
    try (TrainingRun run = start("mnist-feature-matching", Map.of())) {
      EpochReport report = run.trainEpoch(ProgressListener.NONE);
      assertThat(report.complete()).isTrue();
      assertThat(report.epoch()).isEqualTo(1);
      assertThat(report.iteration()).isEqualTo(3);
      assertThat(report.metrics()).containsOnlyKeys("discriminator.loss", "discriminator.loss.labelled",
          "discriminator.loss.unlabelled", "generator.loss", "train.error", "test.error", "test.error.average",
          "test.error.average.debiased");
      assertThat(report.metrics().values()).allMatch(Double::isFinite);
      assertThat(report.metrics().get("test.error") * test.count()).isBetween(0.0, 35.0);
    }
  }

  @Test
  void theListenerStopsAnEpochThatThenGoesOn() {
    try (TrainingRun stopped = start("mnist-demo", Map.of()); TrainingRun straight = start("mnist-demo", Map.of())) {
      EpochReport part = stopped.trainEpoch(progress -> progress.iteration() < 2);
      assertThat(part.complete()).isFalse();
      assertThat(part.iteration()).isEqualTo(2);
      assertThat(stopped.epoch()).isZero();
      assertThatThrownBy(stopped::snapshot).isInstanceOf(IllegalStateException.class);
      assertThat(stopped.trainEpoch(ProgressListener.NONE).metrics())
          .isEqualTo(straight.trainEpoch(ProgressListener.NONE).metrics());
    }
  }

  @Test
  void refusesStatesThatAreNotItsOwn() {
    byte[] state;
    try (TrainingRun run = start("mnist-demo", Map.of())) {
      state = run.snapshot().parts().get("state.bin");
    }
    assertRefused(Arrays.copyOf(state, state.length - 1), "The training state is cut short or damaged");
    assertRefused(Arrays.copyOf(state, 9), "The training state is cut short or damaged");
    byte[] changed = state.clone();
    changed[changed.length / 2] ^= 1;
    assertRefused(changed, "The training state is cut short or damaged");
    assertRefused(new byte[100], "These bytes are not a training state");
    assertRefused(new byte[0], "These bytes are not a training state");
    byte[] later = state.clone();
    later[11]++;
    assertRefused(later, "The training state has version 3, but this program reads version 2");
    assertThatThrownBy(() -> TrainingRun.resume(state, train.slice(1, 400), test))
        .isInstanceOf(TrainingException.class).hasMessageContaining("other images");
  }

  private static void assertRefused(byte[] state, String message) {
    assertThatThrownBy(() -> TrainingRun.resume(state, train, test))
        .isInstanceOf(TrainingException.class).hasMessageStartingWith(message);
  }

  @Test
  void refusesDataThatDoNotFit() {
    assertThatThrownBy(() -> start("mnist-demo", Map.of("dataset", "mnist")))
        .isInstanceOf(TrainingException.class)
        .hasMessage("The setting dataset is mnist, but the images given are drawn-digits.");
    assertThatThrownBy(() -> start("mnist-demo", Map.of("labels", "25")))
        .isInstanceOf(TrainingException.class).hasMessageContaining("must be a multiple of the 10 classes");
    assertThatThrownBy(() -> start("mnist-demo", Map.of("labels", "4000")))
        .isInstanceOf(TrainingException.class).hasMessageContaining("asks for 400 images of each class");
    assertThatThrownBy(() -> start("mnist-demo", Map.of("batch-size", "500", "iterations-per-epoch", "0")))
        .isInstanceOf(TrainingException.class).hasMessageContaining("has only 400 training images");
  }

  @Test
  void stopsWhenALossIsNoLongerANumber() {
    try (TrainingRun run = start("mnist-demo", Map.of("learning-rate", "1e38"))) {
      assertThatThrownBy(() -> {
        run.trainEpoch(ProgressListener.NONE);
        run.trainEpoch(ProgressListener.NONE);
      }).isInstanceOf(TrainingException.class).hasMessageContaining("in iteration");
    }
  }
}
