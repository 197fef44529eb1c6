package org.improvedgan.gan.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.networks.FullyConnected;
import org.improvedgan.gan.networks.Network;
import org.improvedgan.gan.optimisation.Parallel;
import org.improvedgan.gan.random.CounterRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Passes stacked into one batch against the same passes one after the other. */
class DiscriminatorPassesTest {
  private static final int BATCH = 5;
  private static final int PIXELS = 11;
  private static final int CLASSES = 3;
  /** With minibatch discrimination, which mixes the examples of a pass, and of no other. */
  private static final Settings SETTINGS = Experiments.named("mnist-feature-matching").settings().with(Map.of(
      "discriminator-layers", "9,8", "minibatch-kernels", "4", "minibatch-dimension", "2", "batch-size", "" + BATCH,
      "labelled-weight", "1.3", "unlabelled-weight", "0.7", "label-smoothing", "0.1"));

  private record Result(Map<String, Double> losses, float[] gradient, float[] logits) {}

  @ParameterizedTest
  @EnumSource(value = Execution.class, names = {"ND4J", "ONNXRUNTIME"})
  void bothWaysGiveTheSame(Execution execution) {
    Result together = run(execution, true);
    Result inTurn = run(execution, false);
    together.losses().forEach((name, loss) ->
        assertThat(inTurn.losses().get(name)).as(name).isCloseTo(loss, within(1e-6 * Math.abs(loss))));
    assertThat(inTurn.logits()).usingComparatorWithPrecision(1e-5f).containsExactly(together.logits());
    assertThat(inTurn.gradient()).usingComparatorWithPrecision(1e-5f).containsExactly(together.gradient());
    assertThat(together.gradient()).doesNotContain(0f);
  }

  private static Result run(Execution execution, boolean stacked) {
    Network network = FullyConnected.discriminator(SETTINGS, PIXELS, CLASSES);
    Weights weights = new Weights(network.parameters());
    weights.start(1);
    EffectiveWeights effective = new EffectiveWeights(network, weights, new Parallel(1));
    effective.compute(weights.values());
    float[] gradient = new float[weights.trainable()];
    float[] logits = new float[3 * BATCH * CLASSES];
    try (var passes = new DiscriminatorPasses(
        execution.engine(), network, effective, SETTINGS, CLASSES, stacked)) {
      Map<String, Double> losses = passes.run(
          effective, random(1, 3 * BATCH * PIXELS), random(2, BATCH * CLASSES),
          List.of(noise(3), noise(4), noise(5)), gradient, logits);
      return new Result(losses, gradient, logits);
    }
  }

  private static NoiseSource noise(long pass) {
    return (noise, target) -> {
      float[] values = new float[noise.size()];
      noise.draw(CounterRandom.key(pass, CounterRandom.part(noise.name())), values);
      target.put(values);
    };
  }

  private static float[] random(long key, int size) {
    float[] values = new float[size];
    CounterRandom.uniform(key, values, 0, size);
    return values;
  }
}
