package org.improvedgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.datasets.drawn.DrawnDigits;
import org.improvedgan.gan.engine.EngineKind;
import org.improvedgan.gan.engine.EngineOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
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

  static Stream<Arguments> techniques() {
    return Stream.of("generator-normalisation=virtual-batch reference-batch=9", "label-smoothing=0.1",
        "labelled-weight=0 generator-loss=minimax",
        "labelled-weight=0 historical-averaging=0.01 generator-historical-averaging=0.01",
        "generator-loss=smoothed-target label-smoothing=0.25", "average-rate=0.01 average-start=initial",
        "average-rate=0", "adam-form=tensorflow generator-initialisation=false",
        "minibatch-kernels=4 minibatch-deviation=0.1")
        .flatMap(text -> Stream.of(EngineKind.values()).map(engine -> Arguments.of(text, engine)));
  }

  /** Each of the paper's techniques in a run of its own, and the forms of June 2016. */
  @ParameterizedTest
  @MethodSource("techniques")
  void everyTechniqueTrainsAndGoesOnBitForBit(String text, EngineKind engine) {
    Map<String, String> overrides = new HashMap<>();
    for (String setting : text.split(" ")) {
      overrides.put(setting.split("=")[0], setting.split("=")[1]);
    }
    Map<String, String> all = new HashMap<>(TINY);
    all.putAll(overrides);
    Experiment named = Experiments.named("mnist-feature-matching");
    Settings settings = named.settings().with(all);
    EngineOptions options = EngineOptions.of(engine, 1);
    try (TrainingRun run = TrainingRun.start(named, settings, train, test, options)) {
      run.trainEpoch(ProgressListener.NONE);
      byte[] state = run.state();
      EpochReport report = run.trainEpoch(ProgressListener.NONE);
      assertThat(report.metrics().values()).allMatch(Double::isFinite);
      assertThat(report.metrics().keySet().stream().filter(name -> name.contains("error")).toList())
          .containsExactlyInAnyOrderElementsOf(errors(run.settings()));
      assertThat(run.snapshot().parts().containsKey("classifier.onnx")).isEqualTo(run.settings().classifies());
      try (TrainingRun resumed = TrainingRun.resume(state, train, test, options)) {
        assertThat(resumed.trainEpoch(ProgressListener.NONE).metrics()).isEqualTo(report.metrics());
        assertSameBytes(resumed.snapshot(), run.snapshot());
      }
    }
  }

  private static List<String> errors(Settings settings) {
    if (!settings.learnsLabels()) {
      return List.of();
    }
    boolean averaged = settings.classifies() && settings.averageRate() > 0;
    boolean debiased = averaged && settings.averageStart() == AverageStart.ZERO;
    return Stream.of(Optional.of("train.error"), Optional.of("test.error"),
        averaged ? Optional.of("test.error.average") : Optional.<String>empty(),
        debiased ? Optional.of("test.error.average.debiased") : Optional.<String>empty())
        .flatMap(Optional::stream).toList();
  }

  @Test
  void goesOnInMidEpoch() {
    try (TrainingRun straight = start("mnist-feature-matching", Map.of());
        TrainingRun stopped = start("mnist-feature-matching", Map.of())) {
      stopped.trainEpoch(progress -> progress.iteration() < 2);
      byte[] state = stopped.state();
      EpochReport report = straight.trainEpoch(ProgressListener.NONE);
      try (TrainingRun resumed = TrainingRun.resume(state, train, test)) {
        assertThat(resumed.iteration()).isEqualTo(2);
        assertThat(resumed.trainEpoch(ProgressListener.NONE).metrics()).isEqualTo(report.metrics());
        assertSameBytes(resumed.snapshot(), straight.snapshot());
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
    assertRefused(later, "The training state has version 4, but this program reads versions 2 and 3");
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
        .isInstanceOf(TrainingException.class).hasMessage(
            "The setting labels must be 0 (all) or a multiple of the 10 classes of drawn-digits, at most 310, not 25.");
    assertThatThrownBy(() -> start("mnist-demo", Map.of("labels", "4000")))
        .isInstanceOf(TrainingException.class).hasMessageContaining("at most 310, not 4000.");
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
