package org.improvedgan.gan.training;

import static org.improvedgan.gan.Evaluation.widen;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.Golden;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Noise;
import org.improvedgan.gan.networks.Network;
import org.improvedgan.gan.optimisation.Parallel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A whole iteration of tiny models by each engine: initialisation, discriminator step, generator steps, Adam, average,
 * test pass. Weights are normalised, and parameters updated, by loops outside of the graphs.
 */
class IterationGoldenTest {
  private static final Map<String, String> LOSSES = Map.of("mean_of_squares", "feature-matching",
      "mean_of_absolute_values", "feature-matching-l1", "squared_l2_norm", "feature-matching-l2",
      "minimax", "minimax", "non_saturating", "non-saturating");

  static Stream<Arguments> vectors() {
    return Golden.ofKind("iteration_mnist", "iteration_conv").stream().flatMap(Execution::eachEngine);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void iteration(Golden golden, Execution execution) {
    try (var run = new Run(golden, execution)) {
      run.initialise();
      run.discriminatorStep();
      run.testPass();
      for (int step = 1; step <= golden.at("parameters", "generator_steps").asInt(); step++) {
        run.generatorStep("generator_step_" + step);
      }
    }
  }

  /** The models of one vector on one engine. */
  private static final class Run implements AutoCloseable {
    private final Golden golden;
    private final Execution execution;
    private final Network generator;
    private final Network discriminator;
    private final GanState state;
    private final GanTrainer trainer;
    private final int batch;
    private final int classes;
    private final double rate;

    Run(Golden golden, Execution execution) {
      this.golden = golden;
      this.execution = execution;
      batch = golden.shape("inputs", "discriminator_step", "x_labelled")[0];
      classes = golden.at("parameters", "classes").asInt();
      rate = golden.number("parameters", "learning_rate");
      generator = GoldenNetwork.of(golden, "generator");
      discriminator = GoldenNetwork.of(golden, "discriminator");
      var settings = Experiments.named("mnist-feature-matching").settings().with(Map.of(
          "batch-size", "" + batch,
          "latent-size", "" + generator.inputSize(),
          "generator-loss", LOSSES.get(golden.text("parameters", "generator_loss")),
          "beta1", "" + golden.number("parameters", "mom1"),
          "beta2", "" + golden.number("parameters", "mom2"),
          "epsilon", "" + golden.number("parameters", "epsilon"),
          "average-rate", "" + golden.number("parameters", "average_rate"),
          "unlabelled-weight", "" + golden.number("parameters", "unlabeled_weight")));
      state = new GanState(generator, discriminator, settings);
      fill(state.generator.weights, "generator");
      fill(state.discriminator.weights, "discriminator");
      trainer = new GanTrainer(execution.engine(), generator, discriminator, classes, settings, state);
    }

    private void fill(Weights weights, String which) {
      weights.parameters().forEach(parameter -> {
        float[] values = golden.floats("parameters", which, key(parameter.name()));
        System.arraycopy(values, 0, weights.values(), weights.offset(parameter.name()), values.length);
      });
    }

    void initialise() {
      String pass = "after_initialisation";
      float[] images = golden.floats("inputs", "initialisation", "x");
      trainer.initialiseDiscriminator(images, noise("initialisation", "noise"));
      check(state.discriminator.weights, state.discriminator.weights.values(), pass, "discriminator");
      // With its new parameters the network gives in an ordinary pass what it gave in the initialising one.
      checkOutput(run(discriminator, state.discriminator, images, noise("initialisation", "noise"), Network::apply,
          classes), pass, "discriminator_output_of_the_initialising_pass");
      if (golden.has("inputs", "initialisation", "z")) {
        float[] z = golden.floats("inputs", "initialisation", "z");
        trainer.initialiseGenerator(z, noNoise());
        checkOutput(run(generator, state.generator, z, noNoise(), Network::apply,
            discriminator.inputSize()), pass, "generator_output_of_the_initialising_pass");
      }
      check(state.generator.weights, state.generator.weights.values(), pass, "generator");
    }

    void discriminatorStep() {
      String step = "discriminator_step";
      int pixels = batch * discriminator.inputSize();
      float[] images = new float[3 * pixels];
      System.arraycopy(golden.floats("inputs", step, "x_labelled"), 0, images, 0, pixels);
      System.arraycopy(golden.floats("inputs", step, "x_unlabelled"), 0, images, pixels, pixels);
      Map<String, Double> losses = trainer.discriminatorStep(images, oneHot(), golden.floats("inputs", step, "z"),
          List.of(noise(step, "noise_labelled"), noise(step, "noise_unlabelled"), noise(step, "noise_generated")),
          rate);
      int logits = batch * classes;
      checkOutput(part(images, 2 * pixels, pixels), step, "generated");
      checkOutput(part(trainer.logits, 0, logits), step, "logits_labelled");
      checkOutput(part(trainer.logits, logits, logits), step, "logits_unlabelled");
      checkOutput(part(trainer.logits, 2 * logits, logits), step, "logits_generated");
      Map.of("discriminator.loss", "loss_total", "discriminator.loss.labelled", "loss_labelled",
          "discriminator.loss.unlabelled", "loss_unlabelled").forEach((name, key) ->
              checkOutput(new double[] {losses.get(name)}, step, key));
      int wrong = ErrorRate.wrong(trainer.logits, classes, labels(), 0, batch);
      checkOutput(new double[] {(double) wrong / batch}, step, "training_error");
      checkGradients(state.discriminator.weights, trainer.discriminatorGradient, step);
      check(state.discriminator.weights, state.discriminator.weights.values(), step, "discriminator");
      check(state.discriminator.weights, state.discriminator.average, step, "parameter_average");
    }

    void testPass() {
      String pass = "test_pass_after_the_discriminator_step";
      float[] images = golden.floats("inputs", "discriminator_step", "x_labelled");
      float[] actual = new float[batch * classes];
      trainer.classify(images, actual);
      checkOutput(widen(actual), pass, "logits");
      float[] halved = state.discriminator.weights.values().clone();
      for (int i = 0; i < state.discriminator.weights.trainable(); i++) {
        halved[i] /= 2;
      }
      trainer.classifyWith(halved);
      trainer.classify(images, actual);
      trainer.refresh();
      checkOutput(widen(actual), pass, "logits_with_halved_trainable_parameters");
    }

    void generatorStep(String step) {
      float[] z = golden.floats("inputs", step, "z");
      float[] generated = new float[batch * discriminator.inputSize()];
      trainer.generate(z, generated, 0);
      checkOutput(widen(generated), step, "generated");
      boolean matching = golden.has("inputs", step, "x_unlabelled");
      float[] real = matching ? golden.floats("inputs", step, "x_unlabelled") : new float[0];
      NoiseSource ofReal = noise(step, "noise_unlabelled");
      NoiseSource ofGenerated = noise(step, "noise_generated");
      if (matching) {
        checkOutput(mean(run(discriminator, state.discriminator, real, ofReal, Network::features,
            discriminator.featureSize())), step, "feature_mean_real");
        checkOutput(mean(run(discriminator, state.discriminator, generated, ofGenerated, Network::features,
            discriminator.featureSize())), step, "feature_mean_generated");
      } else {
        checkOutput(run(discriminator, state.discriminator, generated, ofGenerated, Network::apply,
            classes), step, "logits_generated");
      }
      Map<String, Double> loss = trainer.generatorStep(z, real, ofReal, ofGenerated, rate);
      checkOutput(new double[] {loss.get("generator.loss")}, step, "loss_generator");
      checkGradients(state.generator.weights, trainer.generatorGradient, step);
      check(state.generator.weights, state.generator.weights.values(), step, "generator");
    }

    /** What the part of a network gives with noise for these examples, {@code size} values for each. */
    private double[] run(Network network, Player player, float[] examples, NoiseSource noise, NetworkPart part,
        int size) {
      int rows = examples.length / network.inputSize();
      Graph graph = Graph.training(rows, 1);
      SDVariable output = part.apply(network, graph, graph.input("examples", network.inputShape(rows)));
      var weights = new EffectiveWeights(network, player.weights, new Parallel(1));
      weights.compute(player.weights.values());
      try (Pass pass = Pass.forward(execution.engine(), graph, Map.of("output", output))) {
        pass.send(weights);
        pass.input("examples", examples);
        pass.run(noise);
        float[] values = new float[rows * size];
        pass.fetch("output", values, 0);
        return widen(values);
      }
    }

    private double[] mean(double[] rows) {
      double[] mean = new double[rows.length / batch];
      for (int i = 0; i < rows.length; i++) {
        mean[i % mean.length] += rows[i] / batch;
      }
      return mean;
    }

    /** The vector's noise for a pass; dropout's masks become factors. */
    private NoiseSource noise(String step, String pass) {
      return (noise, target) -> {
        for (float value : golden.floats("inputs", step, pass, noise.name())) {
          target.put(noise.kind() == Noise.Kind.DROPOUT ? (float) (value / (1 - noise.amount())) : value);
        }
      };
    }

    /** For networks that have none. */
    private NoiseSource noNoise() {
      return (noise, target) -> {
        throw new IllegalStateException(noise.name());
      };
    }

    private int[] labels() {
      return Arrays.stream(golden.array("inputs", "discriminator_step", "labels")).mapToInt(l -> (int) l).toArray();
    }

    private float[] oneHot() {
      int[] labels = labels();
      float[] rows = new float[labels.length * classes];
      for (int i = 0; i < labels.length; i++) {
        rows[i * classes + labels[i]] = 1;
      }
      return rows;
    }

    private void checkOutput(double[] actual, String... path) {
      golden.checkOutput(execution, actual, prefixed("outputs", path));
    }

    /** Compares every parameter that the vector lists there with the values laid out like the weights. */
    private void check(Weights weights, float[] values, String step, String which) {
      golden.at("outputs", step, which).fieldNames().forEachRemaining(key -> {
        String name = name(weights, key);
        checkOutput(part(values, weights.offset(name), weights.size(name)), step, which, key);
      });
    }

    private void checkGradients(Weights weights, float[] gradient, String step) {
      golden.at("gradients", step, "wrt").fieldNames().forEachRemaining(key -> {
        String name = name(weights, key);
        golden.checkGradient(execution, part(gradient, weights.offset(name), weights.size(name)),
            "gradients", step, "wrt", key);
      });
    }

    @Override
    public void close() {
      trainer.close();
    }
  }

  /** A part of a network, applied to its input. */
  @FunctionalInterface
  private interface NetworkPart {
    SDVariable apply(Network network, Graph graph, SDVariable input);
  }

  /** What the vector calls a parameter. */
  private static String key(String name) {
    return name.substring(name.indexOf('.') + 1);
  }

  private static String name(Weights weights, String key) {
    return weights.parameters().stream().map(parameter -> parameter.name())
        .filter(name -> key(name).equals(key)).findFirst().orElseThrow();
  }

  private static String[] prefixed(String first, String... path) {
    return Stream.concat(Stream.of(first), Stream.of(path)).toArray(String[]::new);
  }

  private static double[] part(float[] values, int offset, int length) {
    return widen(Arrays.copyOfRange(values, offset, offset + length));
  }
}
