package org.improvedgan.gan.training;

import static org.improvedgan.gan.Evaluation.widen;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.Golden;
import org.improvedgan.gan.engine.Nd4jEngine;
import org.improvedgan.gan.layers.Activation;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.layers.BatchNorm;
import org.improvedgan.gan.layers.Dense;
import org.improvedgan.gan.layers.GaussianNoise;
import org.improvedgan.gan.layers.L2NormalisedDense;
import org.improvedgan.gan.layers.Layer;
import org.improvedgan.gan.layers.ScaledDense;
import org.improvedgan.gan.networks.Network;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** A whole iteration of tiny models: initialisation, discriminator step, generator step, Adam, average, test pass. */
class IterationGoldenTest {
  static List<Golden> vectors() {
    return Golden.ofKind("iteration_mnist");
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void iteration(Golden golden) {
    int batch = golden.shape("inputs", "discriminator_step", "x_labelled")[0];
    int pixels = golden.shape("inputs", "discriminator_step", "x_labelled")[1];
    int classes = golden.at("parameters", "classes").asInt();
    Network generator = network(golden, "generator");
    Network discriminator = network(golden, "discriminator");
    double rate = golden.number("parameters", "learning_rate");
    var settings = Experiments.named("mnist-feature-matching").settings().with(Map.of(
        "batch-size", "" + batch,
        "latent-size", "" + golden.shape("inputs", "discriminator_step", "z")[1],
        "beta1", "" + golden.number("parameters", "mom1"),
        "beta2", "" + golden.number("parameters", "mom2"),
        "epsilon", "" + golden.number("parameters", "epsilon"),
        "average-rate", "" + golden.number("parameters", "average_rate"),
        "unlabelled-weight", "" + golden.number("parameters", "unlabeled_weight")));
    GanState state = new GanState(generator, discriminator, settings);
    Weights generatorWeights = state.generator.weights;
    Weights discriminatorWeights = state.discriminator.weights;
    fill(generatorWeights, golden, "parameters", "generator");
    fill(discriminatorWeights, golden, "parameters", "discriminator");
    try (var trainer = new GanTrainer(
        new Nd4jEngine(), generator, discriminator, classes, settings, state)) {
      trainer.initialiseDiscriminator(golden.floats("inputs", "initialisation", "x"), noise(golden, "initialisation", "noise"));
      check(discriminatorWeights, discriminatorWeights.values(), golden,
          "outputs", "after_initialisation", "discriminator");

      float[] images = new float[3 * batch * pixels];
      System.arraycopy(golden.floats("inputs", "discriminator_step", "x_labelled"), 0, images, 0, batch * pixels);
      System.arraycopy(
          golden.floats("inputs", "discriminator_step", "x_unlabelled"), 0, images, batch * pixels, batch * pixels);
      Map<String, Double> losses = trainer.discriminatorStep(
          images, oneHot(golden, classes), golden.floats("inputs", "discriminator_step", "z"),
          noise(golden, "discriminator_step", "noise_labelled", "noise_unlabelled", "noise_generated"), rate);
      checkDiscriminatorStep(golden, trainer, state, images, losses, batch * pixels, batch * classes);
      checkTestPass(golden, trainer, state, batch * classes);

      Map<String, Double> loss = trainer.generatorStep(
          golden.floats("inputs", "generator_step_1", "z"),
          golden.floats("inputs", "generator_step_1", "x_unlabelled"),
          noise(golden, "generator_step_1", "noise_unlabelled"),
          noise(golden, "generator_step_1", "noise_generated"), rate);
      golden.checkOutput(DataType.FLOAT, new double[] {loss.get("generator.loss")},
          "outputs", "generator_step_1", "loss_generator");
      checkGradients(golden, generatorWeights, trainer.generatorGradient, "generator_step_1");
      check(generatorWeights, generatorWeights.values(), golden, "outputs", "generator_step_1", "generator");
    }
  }

  private static void checkDiscriminatorStep(Golden golden, GanTrainer trainer, GanState state, float[] images,
      Map<String, Double> losses, int pixels, int logits) {
    String step = "discriminator_step";
    golden.checkOutput(DataType.FLOAT, part(images, 2 * pixels, pixels), "outputs", step, "generated");
    golden.checkOutput(DataType.FLOAT, part(trainer.logits, 0, logits), "outputs", step, "logits_labelled");
    golden.checkOutput(DataType.FLOAT, part(trainer.logits, logits, logits), "outputs", step, "logits_unlabelled");
    golden.checkOutput(DataType.FLOAT, part(trainer.logits, 2 * logits, logits), "outputs", step, "logits_generated");
    Map.of("discriminator.loss", "loss_total", "discriminator.loss.labelled", "loss_labelled",
        "discriminator.loss.unlabelled", "loss_unlabelled").forEach((name, key) ->
            golden.checkOutput(DataType.FLOAT, new double[] {losses.get(name)}, "outputs", step, key));
    Weights weights = state.discriminator.weights;
    checkGradients(golden, weights, trainer.discriminatorGradient, step);
    check(weights, weights.values(), golden, "outputs", step, "discriminator");
    check(weights, state.discriminator.average, golden, "outputs", step, "parameter_average");
  }

  private static void checkTestPass(Golden golden, GanTrainer trainer, GanState state, int logits) {
    String pass = "test_pass_after_the_discriminator_step";
    float[] images = golden.floats("inputs", "discriminator_step", "x_labelled");
    float[] actual = new float[logits];
    trainer.classify(images, actual);
    golden.checkOutput(DataType.FLOAT, widen(actual), "outputs", pass, "logits");
    float[] halved = state.discriminator.weights.values().clone();
    for (int i = 0; i < state.discriminator.weights.trainable(); i++) {
      halved[i] /= 2;
    }
    trainer.classifyWith(halved);
    trainer.classify(images, actual);
    trainer.refresh();
    golden.checkOutput(DataType.FLOAT, widen(actual), "outputs", pass, "logits_with_halved_trainable_parameters");
  }

  private static Network network(Golden golden, String which) {
    List<Layer> layers = new ArrayList<>();
    int featureLayer = 0;
    int width = 0;
    int features = 0;
    for (JsonNode node : golden.at("parameters", which + "_layers")) {
      String name = node.get("name").asText();
      int in = node.path("in").asInt();
      int out = node.path("out").asInt();
      switch (node.get("type").asText()) {
        case "gaussian_noise" -> layers.add(new GaussianNoise(
            name, node.get("sigma").asDouble(),
            width == 0 ? golden.shape("inputs", "initialisation", "x")[1] : width));
        case "dense_scaled" -> layers.add(
            new ScaledDense(which + "." + name, in, out, node.get("train_scale").asBoolean()));
        case "dense_batch_norm" -> {
          layers.add(Dense.withoutBias(which + "." + name, in, out, Initialiser.constant(0)));
          layers.add(BatchNorm.ofUnits(which + "." + name, out, false));
        }
        case "dense_l2_normalised" -> layers.add(new L2NormalisedDense(which + "." + name, in, out, 1));
        default -> throw new IllegalArgumentException(node.toString());
      }
      width = out == 0 ? width : out;
      switch (node.path("activation").asText("identity")) {
        case "relu" -> layers.add(Activation.RELU);
        case "softplus" -> layers.add(Activation.SOFTPLUS);
        case "sigmoid" -> layers.add(Activation.SIGMOID);
        default -> { }
      }
      if (name.equals(golden.text("parameters", "feature_layer"))) {
        featureLayer = layers.size();
        features = width;
      }
    }
    return new Network(List.of(golden.shape("inputs", which.equals("generator") ? "discriminator_step" : "initialisation",
        which.equals("generator") ? "z" : "x")[1]), layers, featureLayer, features);
  }

  private static void fill(Weights weights, Golden golden, String group, String which) {
    weights.parameters().forEach(parameter -> {
      float[] values = golden.floats(group, which, parameter.name().replace(which + ".", ""));
      System.arraycopy(values, 0, weights.values(), weights.offset(parameter.name()), values.length);
    });
  }

  /** The noise listed for the passes of a step, stacked in that order. */
  private static NoiseSource noise(Golden golden, String step, String... passes) {
    return (noise, target) -> {
      for (String pass : passes) {
        target.put(golden.floats("inputs", step, pass, noise.name()));
      }
    };
  }

  private static float[] oneHot(Golden golden, int classes) {
    double[] labels = golden.array("inputs", "discriminator_step", "labels");
    float[] rows = new float[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      rows[i * classes + (int) labels[i]] = 1;
    }
    return rows;
  }

  /** Compares every parameter that the vector lists with the values laid out like the weights. */
  private static void check(Weights weights, float[] values, Golden golden, String... path) {
    weights.parameters().forEach(parameter -> {
      String key = parameter.name().substring(parameter.name().indexOf('.') + 1);
      String[] full = append(path, key);
      if (golden.has(full)) {
        golden.checkOutput(DataType.FLOAT, part(values, weights.offset(parameter.name()), parameter.size()), full);
      }
    });
  }

  private static void checkGradients(Golden golden, Weights weights, float[] gradient, String step) {
    golden.at("gradients", step, "wrt").fieldNames().forEachRemaining(key -> {
      String name = weights.trainableNames().stream().filter(n -> n.endsWith("." + key)).findFirst().orElseThrow();
      double[] expected = golden.array("gradients", step, "wrt", key);
      golden.checkGradient(
          DataType.FLOAT, part(gradient, weights.offset(name), expected.length), "gradients", step, "wrt", key);
    });
  }

  private static String[] append(String[] path, String key) {
    String[] result = java.util.Arrays.copyOf(path, path.length + 1);
    result[path.length] = key;
    return result;
  }

  private static double[] part(float[] values, int offset, int length) {
    double[] result = new double[length];
    for (int i = 0; i < length; i++) {
      result[i] = values[offset + i];
    }
    return result;
  }
}
