package org.improvedgan.gan.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.improvedgan.gan.Differences;
import org.improvedgan.gan.Evaluation;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.losses.AdversarialLoss;
import org.improvedgan.gan.losses.FeatureMatchingLoss;
import org.improvedgan.gan.losses.SemiSupervisedLoss;
import org.improvedgan.gan.networks.Network;
import org.improvedgan.gan.random.CounterRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** Gradients of whole networks: ONNX Runtime's against ND4J's, and SameDiff's against differences of the loss. */
class NetworkGradientsTest {
  /** Of the norm of each parameter's gradient. */
  private static final double BETWEEN_ENGINES = 1e-4;
  /** Entries of each parameter by which the loss is differenced. */
  private static final int SAMPLES = 3;

  static Stream<GradientCase> small() {
    return Stream.of(GradientCase.smallMnist(), GradientCase.smallMnistMinibatch(), GradientCase.smallCifar(),
        GradientCase.smallCifarMinibatch(), GradientCase.smallMnistConvolutional());
  }

  static Stream<GradientCase> full() {
    return Stream.of(GradientCase.mnist(10), GradientCase.cifar(2).smooth());
  }

  static Stream<GradientCase> all() {
    return Stream.concat(small(), full());
  }

  /** CIFAR-10's full networks take long in doubles: {@code -Dgradients.full=true} has them too. */
  static Stream<GradientCase> differenced() {
    return Boolean.getBoolean("gradients.full") ? all() : Stream.concat(small(), Stream.of(GradientCase.mnist(10)));
  }

  /** The trainer's own steps, with a learning rate of zero so that both engines see the same parameters throughout. */
  @ParameterizedTest
  @MethodSource("all")
  void enginesAgree(GradientCase networks) {
    GanState state = networks.start(Execution.ND4J.engine());
    Map<String, float[]> expected = gradients(networks, state, Execution.ND4J);
    Map<String, float[]> actual = gradients(networks, state, Execution.ONNXRUNTIME);
    expected.forEach((name, gradient) -> {
      double norm = norm(gradient, new float[gradient.length]);
      assertThat(norm).as(name).isPositive();
      assertThat(norm(actual.get(name), gradient) / norm).as(name).isLessThan(BETWEEN_ENGINES);
    });
  }

  private static Map<String, float[]> gradients(GradientCase networks, GanState state, Execution execution) {
    int batch = networks.settings().batchSize();
    Map<String, float[]> gradients = new HashMap<>();
    try (GanTrainer trainer = networks.trainer(execution.engine(), state)) {
      trainer.discriminatorStep(networks.images("batches", 3 * batch), networks.labels(),
          networks.z("discriminator step"), networks.noises(), 0);
      put(gradients, state.discriminator.weights, trainer.discriminatorGradient);
      trainer.generatorStep(networks.z("generator step"), networks.images("matched", batch),
          networks.noise("matched"), networks.noise("generator step"), 0);
      put(gradients, state.generator.weights, trainer.generatorGradient);
    }
    return gradients;
  }

  private static void put(Map<String, float[]> gradients, Weights weights, float[] gradient) {
    for (String name : weights.trainableNames()) {
      int offset = weights.offset(name);
      gradients.put(name, Arrays.copyOfRange(gradient, offset, offset + weights.size(name)));
    }
  }

  private static double norm(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  /** The discriminator's loss, in double precision with weights normalised inside the graph. */
  @ParameterizedTest
  @MethodSource("differenced")
  void discriminatorsGradientIsThatOfDifferences(GradientCase networks) {
    int batch = networks.settings().batchSize();
    Network discriminator = networks.discriminator();
    Graph graph = Graph.selfContained(DataType.DOUBLE, batch, 3);
    SDVariable logits = discriminator.apply(graph, graph.input("images", discriminator.inputShape(3L * batch)));
    SDVariable[] parts = graph.sd().split(logits, 3, 0);
    SDVariable labels = graph.input("labels", batch, GradientCase.CLASSES);
    SDVariable loss = SemiSupervisedLoss.total(SemiSupervisedLoss.labelled(graph.sd(), parts[0], labels),
        SemiSupervisedLoss.unlabelled(graph.sd(), parts[1], parts[2]), networks.settings().unlabelledWeight());
    GanState state = networks.start(Execution.ND4J.engine());
    Map<String, double[]> inputs = inputs(networks, graph, "discriminator step", state.discriminator);
    inputs.put("images", Evaluation.widen(networks.images("batches", 3 * batch)));
    inputs.put("labels", Evaluation.widen(networks.labels()));
    check(networks, graph, loss, inputs, discriminator);
  }

  /** The generator's loss, through the discriminator. */
  @ParameterizedTest
  @MethodSource("differenced")
  void generatorsGradientIsThatOfDifferences(GradientCase networks) {
    int batch = networks.settings().batchSize();
    Network generator = networks.generator();
    Network discriminator = networks.discriminator();
    Graph graph = Graph.selfContained(DataType.DOUBLE, batch, 1);
    SDVariable images = generator.apply(graph, graph.input("z", generator.inputShape(batch)));
    SDVariable features = discriminator.features(graph, images);
    GanState state = networks.start(Execution.ND4J.engine());
    SDVariable loss = switch (networks.settings().generatorLoss()) {
      case FEATURE_MATCHING -> FeatureMatchingLoss.meanOfSquares(features, real(graph, discriminator, batch));
      case FEATURE_MATCHING_L1 -> FeatureMatchingLoss.meanOfAbsoluteValues(
          graph.sd(), features, real(graph, discriminator, batch));
      case MINIMAX -> AdversarialLoss.minimax(graph.sd(), discriminator.classify(graph, features));
      default -> AdversarialLoss.nonSaturating(graph.sd(), discriminator.classify(graph, features));
    };
    Map<String, double[]> inputs =
        inputs(networks, graph, "generator step", state.generator, state.discriminator);
    inputs.put("z", Evaluation.widen(networks.z("generator step")));
    float[] target = new float[batch * discriminator.featureSize()];
    CounterRandom.gaussian(5, 1, target, 0, target.length);
    inputs.put("features", Evaluation.widen(target));
    check(networks, graph, loss, inputs, generator);
  }

  private static SDVariable real(Graph graph, Network discriminator, int batch) {
    return graph.input("features", batch, discriminator.featureSize());
  }

  private static Map<String, double[]> inputs(
      GradientCase networks, Graph graph, String purpose, Player... players) {
    Map<String, double[]> inputs = new HashMap<>();
    for (Player player : players) {
      for (Parameter parameter : player.weights.parameters()) {
        int offset = player.weights.offset(parameter.name());
        inputs.put(parameter.name(), Evaluation.widen(
            Arrays.copyOfRange(player.weights.values(), offset, offset + parameter.size())));
      }
    }
    graph.noises().forEach(noise -> inputs.put(noise.name(), Evaluation.widen(networks.noise(purpose, noise))));
    return inputs;
  }

  /** Parameter by parameter; of full networks, whose runs in doubles take long, layer by layer. */
  private static void check(
      GradientCase networks, Graph graph, SDVariable loss, Map<String, double[]> inputs, Network network) {
    List<String> names =
        network.parameters().stream().filter(Parameter::trainable).map(Parameter::name).toList();
    if (full().noneMatch(networks::equals)) {
      Differences.check(graph, loss, inputs, names, SAMPLES);
    } else {
      Differences.checkGroups(graph, loss, inputs, names.stream().collect(
          Collectors.groupingBy(name -> name.substring(0, name.lastIndexOf('.')))).values());
    }
  }
}
