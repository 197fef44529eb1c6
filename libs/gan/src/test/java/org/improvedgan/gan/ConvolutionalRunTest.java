package org.improvedgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.gan.engine.EngineKind;
import org.improvedgan.gan.engine.EngineOptions;
import org.improvedgan.gan.random.CounterRandom;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of convolutional networks with few channels on images of noise. */
class ConvolutionalRunTest {
  private static final Experiment BASE = Experiments.named("mnist-feature-matching");
  private static final Map<String, String> TINY = Map.ofEntries(
      Map.entry("dataset", "noise"), Map.entry("epochs", "2"), Map.entry("iterations-per-epoch", "2"),
      Map.entry("batch-size", "6"), Map.entry("latent-size", "7"), Map.entry("labels", "20"),
      Map.entry("population-samples", "20"), Map.entry("initialisation-batch", "8"),
      Map.entry("generator-layers", "6,5,4"), Map.entry("discriminator-layers", "4,6"),
      Map.entry("generator-activation", "relu"), Map.entry("discriminator-activation", "leaky-relu"),
      Map.entry("input-noise", "0"), Map.entry("hidden-noise", "0"), Map.entry("hidden-dropout", "0.5"));

  private static Settings settings(String networks, Map<String, String> overrides) {
    Map<String, String> all = new HashMap<>(TINY);
    all.put("networks", networks);
    all.put("pixel-range", networks.equals("cifar") ? "symmetric-128" : "symmetric");
    all.putAll(overrides);
    return BASE.settings().with(all);
  }

  private static LabelledImages draw(Split split, int count, ImageShape shape) {
    byte[] pixels = new byte[count * shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) CounterRandom.bits(split.ordinal(), i);
    }
    return new LabelledImages(
        "noise", split, new Images(shape, count, pixels), IntStream.range(0, count).map(i -> i % 10).toArray(), 10);
  }

  @ParameterizedTest
  @CsvSource({"cifar,32,3,feature-matching-l1,0,0.2,0,1,ONNXRUNTIME", "cifar,32,3,feature-matching-l1,0,0.2,0,1,ND4J",
      "cifar,32,3,minimax,4,0,0.2,3,ONNXRUNTIME", "mnist-convolutional,28,1,minimax,4,0,0.2,3,ONNXRUNTIME"})
  void trainsAndGoesOnBitForBit(String networks, int size, int channels, String loss, int kernels, String dropout,
      String noise, int generatorSteps, EngineKind engine) {
    ImageShape shape = new ImageShape(size, size, channels);
    LabelledImages train = draw(Split.TRAIN, 30, shape);
    LabelledImages test = draw(Split.TEST, 9, shape);
    Settings settings = settings(networks, Map.of("generator-loss", loss, "minibatch-kernels", "" + kernels,
        "input-dropout", dropout, "input-noise", noise, "generator-steps", "" + generatorSteps));
    EngineOptions options = EngineOptions.of(engine, 1);
    try (TrainingRun run = TrainingRun.start(BASE, settings, train, test, options)) {
      run.trainEpoch(ProgressListener.NONE);
      Snapshot first = run.snapshot();
      assertThat(first.parts().keySet()).contains("generator.onnx", "state.bin");
      assertThat(first.parts().containsKey("classifier.onnx")).isEqualTo(kernels == 0);
      EpochReport report = run.trainEpoch(ProgressListener.NONE);
      assertThat(report.metrics().values()).allMatch(Double::isFinite);
      Snapshot second = run.snapshot();
      try (TrainingRun resumed =
          TrainingRun.resume(first.parts().get("state.bin"), train, test, options)) {
        assertThat(resumed.trainEpoch(ProgressListener.NONE).metrics()).isEqualTo(report.metrics());
        Snapshot again = resumed.snapshot();
        second.parts().forEach((name, bytes) -> assertThat(again.parts().get(name)).as(name).isEqualTo(bytes));
        assertThat(second.parts().get("state.bin")).isNotEqualTo(first.parts().get("state.bin"));
      }
    }
  }

  /** Table 3's experiments and the forms of June 2016, with narrower layers. */
  @ParameterizedTest
  @ValueSource(strings = {"mnist-minibatch-convolutional", "cifar10-feature-matching-paper-era",
      "cifar10-minibatch-discrimination-paper-era", "cifar10-table3-ours", "cifar10-table3-minus-vbn-plus-bn",
      "cifar10-table3-minus-l-plus-ha", "cifar10-table3-minus-ls", "cifar10-table3-minus-l", "cifar10-table3-minus-mbf",
      "svhn-feature-matching-paper-era", "svhn-minibatch-discrimination-paper-era"})
  void theExperimentsRun(String name) {
    Experiment experiment = Experiments.named(name);
    ImageShape shape = name.startsWith("mnist") ? new ImageShape(28, 28, 1) : new ImageShape(32, 32, 3);
    Settings settings = experiment.settings().with(Map.of("dataset", "noise", "epochs", "1",
        "iterations-per-epoch", "2", "batch-size", "6", "labels", "20", "reference-batch", "5",
        "population-samples", "20", "initialisation-batch", "8", "generator-layers", "6,5,4",
        "discriminator-layers", "4,6"));
    LabelledImages train = draw(Split.TRAIN, 30, shape);
    try (TrainingRun run = TrainingRun.start(experiment, settings, train, draw(Split.TEST, 9, shape))) {
      assertThat(run.trainEpoch(ProgressListener.NONE).metrics().values()).allMatch(Double::isFinite);
      Snapshot snapshot = run.snapshot();
      assertThat(snapshot.parts().containsKey("classifier.onnx")).isEqualTo(settings.classifies());
      assertThat(snapshot.experiment()).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      generator-layers|512,256|generator-layers must be three numbers of channels such as 512,256,128, not [512, 256]
      discriminator-layers|96|discriminator-layers must be two numbers of channels such as 96,192, not [96]
      pixel-range|unit|pixel-range must be symmetric or symmetric-128, not unit
      hidden-noise|0.5|hidden-noise must be 0 (they have hidden-dropout), not 0.5
      generator-scale|2|generator-scale must be 1, not 2.0
      generator-starts-at-mean|true|generator-starts-at-mean must be false, not true
      """)
  void refusesSettingsThatTheNetworksLack(String setting, String value, String message) {
    assertThatThrownBy(() -> settings("cifar", Map.of(setting, value)))
        .isInstanceOf(TrainingException.class).hasMessage("With cifar networks the setting " + message + ".");
  }

  @Test
  void refusesSettingsThatDenseNetworksLack() {
    assertThatThrownBy(() -> BASE.settings().with(Map.of("input-dropout", "0.2"))).isInstanceOf(TrainingException.class)
        .hasMessage("With fully-connected networks the setting input-dropout must be 0, not 0.2.");
    assertThatThrownBy(() -> BASE.settings().with(Map.of("pixel-range", "symmetric")))
        .isInstanceOf(TrainingException.class)
        .hasMessage("With fully-connected networks the setting pixel-range must be unit, not symmetric.");
  }

  @Test
  void refusesImagesOfAnotherSize() {
    LabelledImages train = draw(Split.TRAIN, 30, new ImageShape(28, 32, 3));
    LabelledImages test = draw(Split.TEST, 9, new ImageShape(28, 32, 3));
    assertThatThrownBy(() -> TrainingRun.start(BASE, settings("cifar", Map.of()), train, test))
        .isInstanceOf(TrainingException.class).hasMessage("The networks cifar are for images of 32x32, but those of "
            + "noise are 28x32; choose another dataset or other networks.");
  }
}
