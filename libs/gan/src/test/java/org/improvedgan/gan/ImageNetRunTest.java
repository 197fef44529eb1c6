package org.improvedgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.util.Arrays;
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
import org.junit.jupiter.params.provider.EnumSource;

/** The ImageNet experiment with few channels, on images of noise. */
class ImageNetRunTest {
  private static final Experiment EXPERIMENT = Experiments.named("imagenet128");
  private static final ImageShape SHAPE = new ImageShape(128, 128, 3);
  private static final Settings SMALL = EXPERIMENT.settings().with(Map.ofEntries(
      Map.entry("dataset", "noise"), Map.entry("epochs", "2"), Map.entry("iterations-per-epoch", "2"),
      Map.entry("batch-size", "3"), Map.entry("reference-batch", "4"), Map.entry("latent-size", "5"),
      Map.entry("generator-layers", "4,3,3,2,2,2"), Map.entry("generator-noise-maps", "2,1,1,1,1,1"),
      Map.entry("discriminator-layers", "2,2,2,2,2,4,4,6"), Map.entry("minibatch-kernels", "3"),
      Map.entry("minibatch-dimension", "2")));

  private static LabelledImages noise(Split split, ImageShape shape) {
    byte[] pixels = new byte[8 * shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) CounterRandom.bits(split.ordinal(), i);
    }
    return new LabelledImages(
        "noise", split, new Images(shape, 8, pixels), IntStream.range(0, 8).map(i -> i % 4).toArray(), 4);
  }

  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void trainsAndGoesOnBitForBit(EngineKind engine) {
    LabelledImages train = noise(Split.TRAIN, SHAPE);
    LabelledImages test = noise(Split.TEST, SHAPE);
    EngineOptions options = EngineOptions.of(engine, 1);
    try (TrainingRun run = TrainingRun.start(EXPERIMENT, SMALL, train, test, options)) {
      EpochReport first = run.trainEpoch(ProgressListener.NONE);
      assertThat(first.metrics()).containsOnlyKeys(
          "discriminator.loss", "discriminator.loss.labelled", "generator.loss", "train.error");
      Snapshot snapshot = run.snapshot();
      assertThat(snapshot.parts()).containsOnlyKeys("generator.onnx", "state.bin");
      EpochReport second = run.trainEpoch(ProgressListener.NONE);
      assertThat(second.metrics().values()).allMatch(Double::isFinite);
      try (TrainingRun resumed = TrainingRun.resume(snapshot.parts().get("state.bin"), train, test, options)) {
        assertThat(resumed.trainEpoch(ProgressListener.NONE).metrics()).isEqualTo(second.metrics());
        assertThat(resumed.state()).isEqualTo(run.state());
      }
    }
  }

  /** One z holds the generator's z and its noise maps; virtual batch norm keeps an image from seeing its neighbours. */
  @Test
  void itsGeneratorIsAskedLikeAnyOther() throws OrtException {
    Snapshot snapshot;
    try (TrainingRun run = TrainingRun.start(EXPERIMENT, SMALL, noise(Split.TRAIN, SHAPE), noise(Split.TEST, SHAPE))) {
      snapshot = run.snapshot();
    }
    int size = 5 + 2 * 16 + 64 + 256 + 1024 + 4096 + 16384;
    assertThat(snapshot.latentSize()).isEqualTo(size);
    float[] z = new float[3 * size];
    CounterRandom.uniform(1, z, 0, z.length);
    byte[][][][] together = images(snapshot, z);
    assertThat(together.length).isEqualTo(3);
    byte[][][][] alone = images(snapshot, Arrays.copyOfRange(z, size, 2 * size));
    assertThat(Arrays.deepEquals(alone[0], together[1])).isTrue();
    assertThat(Arrays.deepEquals(together[0], together[1])).isFalse();
  }

  private static byte[][][][] images(Snapshot snapshot, float[] z) throws OrtException {
    var environment = OrtEnvironment.getEnvironment();
    long[] shape = {z.length / snapshot.latentSize(), snapshot.latentSize()};
    try (var session = environment.createSession(snapshot.parts().get("generator.onnx"));
        var input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(z), shape);
        var result = session.run(Map.of("z", input))) {
      return (byte[][][][]) result.get("images").orElseThrow().getValue();
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      generator-noise-maps|none|generator-noise-maps must be six numbers of maps such as 64,64,32,16,8,8, not []
      discriminator-layers|2,2,2,2,2,4,5,6|discriminator-layers must be seven even numbers of channels and an even width
      generator-loss|minimax|generator-loss must be smoothed-target, not minimax
      average-rate|0.1|average-rate must be 0, not 0.1
      """)
  void refusesSettingsThatTheNetworksLack(String setting, String value, String message) {
    assertThatThrownBy(() -> SMALL.with(Map.of(setting, value))).isInstanceOf(TrainingException.class)
        .hasMessageStartingWith("With imagenet128 networks the setting " + message);
  }

  @Test
  void refusesImagesOfAnotherSize() {
    ImageShape shape = new ImageShape(64, 64, 3);
    assertThatThrownBy(() -> TrainingRun.start(EXPERIMENT, SMALL, noise(Split.TRAIN, shape), noise(Split.TEST, shape)))
        .isInstanceOf(TrainingException.class).hasMessageContaining("are for images of 128x128x3");
  }
}
