package org.improvedgan.gan.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.engine.Nd4jEngine;
import org.improvedgan.gan.networks.Network;
import org.improvedgan.gan.networks.Networks;
import org.improvedgan.gan.networks.ReferenceBatch;
import org.improvedgan.gan.optimisation.Parallel;
import org.improvedgan.gan.random.CounterRandom;
import org.improvedgan.gan.training.EffectiveWeights;
import org.improvedgan.gan.training.GanState;
import org.improvedgan.gan.training.GanTrainer;
import org.improvedgan.gan.training.Player;
import org.improvedgan.images.ImageShape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime on the exported models against ND4J on the networks. */
@ParameterizedClass
@MethodSource("families")
class NetworkExportTest {
  private static final int BATCH = 40;

  private final Settings settings;
  private final ImageShape shape;
  private final int pixels;
  private final Network generator;
  private final Network discriminator;
  private final GanState state;
  private final NetworkExport export;
  private GanTrainer trainer;

  static Stream<Arguments> families() {
    Map<String, String> common = Map.of("batch-size", "" + BATCH, "population-samples", "" + BATCH,
        "latent-size", "6", "batch-norm-gain", "true", "generator-activation", "relu",
        "discriminator-activation", "leaky-relu");
    Settings dense = Experiments.named("mnist-feature-matching").settings().with(common);
    Map<String, String> convolutional = Map.of("hidden-noise", "0", "hidden-dropout", "0.5",
        "generator-layers", "7,6,5", "discriminator-layers", "5,8");
    Map<String, String> cifar = Map.of("networks", "cifar", "pixel-range", "symmetric-128");
    Map<String, String> mnist = Map.of("networks", "mnist-convolutional", "pixel-range", "symmetric");
    return Stream.of(
        Arguments.of(dense.with(Map.of("generator-layers", "13,12", "discriminator-layers", "9,8")),
            new ImageShape(4, 5, 3)),
        Arguments.of(dense.with(all(convolutional, cifar)), new ImageShape(32, 32, 3)),
        Arguments.of(dense.with(all(all(convolutional, cifar), Map.of("generator-normalisation", "virtual-batch",
            "reference-batch", "9"))), new ImageShape(32, 32, 3)),
        Arguments.of(dense.with(all(convolutional, mnist)), new ImageShape(28, 28, 1)));
  }

  private static Map<String, String> all(Map<String, String> first, Map<String, String> second) {
    Map<String, String> all = new HashMap<>(first);
    all.putAll(second);
    return all;
  }

  NetworkExportTest(Settings settings, ImageShape shape) {
    this.settings = settings;
    this.shape = shape;
    pixels = shape.size();
    generator = Networks.generator(settings, shape);
    discriminator = Networks.discriminator(settings, shape, 10);
    state = new GanState(generator, discriminator, settings);
    export = new NetworkExport(new Nd4jEngine(), settings, shape);
  }

  @BeforeEach
  void start() {
    state.generator().weights().start(1);
    state.discriminator().weights().start(1);
    // Biases and scales that are all alike would hide mistakes.
    spread(state.generator().weights().values());
    spread(state.discriminator().weights().values());
    trainer = new GanTrainer(new Nd4jEngine(), generator, discriminator, 10, settings, state);
    trainer.refer(ReferenceBatch.z(settings));
  }

  private static void spread(float[] values) {
    float[] noise = new float[values.length];
    CounterRandom.gaussian(7, 0.2, noise, 0, noise.length);
    for (int i = 0; i < values.length; i++) {
      values[i] += noise[i];
    }
  }

  private static Function<String, float[]> effective(Network network, Player player) {
    var effective = new EffectiveWeights(network, player.weights(), new Parallel(1));
    effective.compute(player.weights().values());
    return effective::value;
  }

  @AfterEach
  void close() {
    trainer.close();
  }

  /**
   * The population's own z, as one batch, have just the statistics that were frozen; with virtual batch norm, the
   * reference batch has.
   */
  @Test
  void generatorDrawsWhatTheNetworkDrawsFromThePopulation() throws OrtException {
    float[] z = new float[BATCH * 6];
    CounterRandom.uniform(
        CounterRandom.key(settings.seed(), CounterRandom.part("population")), z, 0, z.length);
    float[] expected = new float[BATCH * pixels];
    trainer.generate(z, expected, 0);
    byte[] actual = generate(export.generator(generator, effective(generator, state.generator())), z);
    for (int i = 0; i < expected.length; i++) {
      // Rounded to the nearest level; floats of two libraries may fall on both sides of a half.
      double level = (double) expected[i] * settings.pixelRange().scale() + settings.pixelRange().centre();
      assertThat((double) (actual[channelsLast(i)] & 0xff))
          .isCloseTo(Math.min(Math.max(level, 0), 255), within(0.5 + 1e-3));
    }
    assertThat(Arrays.equals(actual, new byte[actual.length])).isFalse();
  }

  @Test
  void anImageDoesNotDependOnItsBatch() throws OrtException {
    byte[] onnx = export.generator(generator, effective(generator, state.generator()));
    float[] z = new float[9 * 6];
    CounterRandom.uniform(3, z, 0, z.length);
    byte[] together = generate(onnx, z);
    for (int i = 0; i < 9; i++) {
      byte[] alone = generate(onnx, Arrays.copyOfRange(z, i * 6, (i + 1) * 6));
      assertThat(alone).isEqualTo(Arrays.copyOfRange(together, i * pixels, (i + 1) * pixels));
    }
  }

  @Test
  void classifierGivesTheLogitsOfTheNetwork() throws OrtException {
    byte[] images = new byte[BATCH * pixels];
    float[] intensities = new float[images.length];
    for (int i = 0; i < images.length; i++) {
      images[i] = (byte) CounterRandom.bits(5, i);
    }
    for (int i = 0; i < images.length; i++) {
      intensities[i] = settings.pixelRange().ofByte(images[channelsLast(i)] & 0xff);
    }
    float[] expected = new float[BATCH * 10];
    trainer.classify(intensities, expected);
    byte[] onnx = export.classifier(discriminator, effective(discriminator, state.discriminator()));
    var environment = OrtEnvironment.getEnvironment();
    long[] batch = {BATCH, shape.height(), shape.width(), shape.channels()};
    try (var session = environment.createSession(onnx);
        var input = OnnxTensor.createTensor(environment, ByteBuffer.wrap(images), batch, OnnxJavaType.UINT8);
        var result = session.run(Map.of("images", input))) {
      float[][] features = (float[][]) result.get("features").orElseThrow().getValue();
      assertThat(features[0]).hasSize(8);
      float[][] logits = (float[][]) result.get("logits").orElseThrow().getValue();
      for (int i = 0; i < BATCH; i++) {
        for (int k = 0; k < 10; k++) {
          assertThat(logits[i][k]).isCloseTo(expected[i * 10 + k], within(1e-4f));
        }
      }
    }
  }

  /** Where the byte of an image lies that networks, which have the channels first, have at a place. */
  private int channelsLast(int place) {
    int positions = shape.height() * shape.width();
    int within = place % pixels;
    return place - within + within % positions * shape.channels() + within / positions;
  }

  private byte[] generate(byte[] onnx, float[] z) throws OrtException {
    var environment = OrtEnvironment.getEnvironment();
    int count = z.length / 6;
    try (var session = environment.createSession(onnx);
        var input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(z), new long[] {count, 6});
        var result = session.run(Map.of("z", input))) {
      var images = (OnnxTensor) result.get("images").orElseThrow();
      assertThat(images.getInfo().getShape())
          .containsExactly(count, shape.height(), shape.width(), shape.channels());
      byte[] bytes = new byte[count * pixels];
      images.getByteBuffer().get(bytes);
      return bytes;
    }
  }
}
