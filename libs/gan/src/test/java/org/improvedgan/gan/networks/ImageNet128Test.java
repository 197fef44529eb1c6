package org.improvedgan.gan.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.improvedgan.gan.Differences;
import org.improvedgan.gan.Evaluation;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.losses.ImageNetLoss;
import org.improvedgan.gan.random.CounterRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

class ImageNet128Test {
  private static final int BATCH = 4;
  private static final int REFERENCE = 3;
  /** Of the norm of each parameter's gradient. */
  private static final double BETWEEN_ENGINES = 1e-4;
  /** Biases that normalisation, or a difference, takes away again: their gradient is nothing but rounding. */
  private static final Pattern WITHOUT_EFFECT =
      Pattern.compile("discriminator\\.(conv\\d|hidden|minibatch)\\.b|generator\\.deconv[1-5]\\.b");
  private static final ImageNet128 SMALL = new ImageNet128(3, List.of(3, 2, 2, 2, 2, 2), List.of(2, 1, 1, 1, 1, 1),
      List.of(2, 2, 2, 2, 2, 4, 4), 6, 3, 2, 4);

  private final ImageNet128Generator generator = SMALL.generator(REFERENCE);
  private final Network discriminator = SMALL.discriminator();
  private final Map<String, double[]> inputs = new HashMap<>();

  private static long size(List<Parameter> parameters) {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }

  @Test
  void hasAsManyParametersAsTheReleasedNetworks() {
    assertThat(size(ImageNet128.RELEASED.generator(16).parameters()) / 1e6).isBetween(72.25, 72.35);
    assertThat(size(ImageNet128.RELEASED.discriminator().parameters()) / 1e6).isBetween(67.65, 67.75);
  }

  @Test
  void refusesChannelsThatDoNotFit() {
    assertThatThrownBy(() -> new ImageNet128(3, List.of(3, 2), List.of(1, 1), List.of(2), 6, 3, 2, 4))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("channels of 6 scales");
  }

  /** What either player minimises over a joint batch; the generator's images go through the discriminator live. */
  private SDVariable loss(Graph graph, boolean ofGenerator) {
    SDVariable real = graph.input("real", BATCH, ImageNet128.COLOURS, ImageNet128.SIZE, ImageNet128.SIZE);
    SDVariable generated = graph.input("generated", BATCH, ImageNet128.COLOURS, ImageNet128.SIZE, ImageNet128.SIZE);
    put("real", new int[] {BATCH, ImageNet128.COLOURS, ImageNet128.SIZE, ImageNet128.SIZE}, 0.5, 0);
    put("generated", new int[] {BATCH, ImageNet128.COLOURS, ImageNet128.SIZE, ImageNet128.SIZE}, 0.5, 0);
    SDVariable logits = discriminator.apply(graph, graph.sd().concat(0, real, generated));
    SDVariable[] halves = graph.sd().split(logits, 2, 0);
    SDVariable labels = graph.input("labels", BATCH, 5);
    inputs.put("labels", new double[] {0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0});
    return ofGenerator ? ImageNetLoss.RELEASED.generator(graph.sd(), halves[1])
        : ImageNetLoss.RELEASED.discriminator(graph.sd(), halves[0], halves[1], labels);
  }

  /** A weighted sum of the images, through the reference batch too. */
  private SDVariable drawn(Graph graph, boolean withReference) {
    SDVariable images = generator.apply(graph, withReference);
    generator.inputs().forEach((name, shape) -> {
      put(name, concat(BATCH, shape), 0.5, 0);
      put(ImageNet128Generator.reference(name), concat(REFERENCE, shape), 0.5, 0);
    });
    int[] shape = {BATCH, ImageNet128.COLOURS, ImageNet128.SIZE, ImageNet128.SIZE};
    put("upstream", shape, 1, 0);
    return images.mul(graph.input("upstream", IntStream.of(shape).asLongStream().toArray())).mean();
  }

  private static int[] concat(int first, int[] rest) {
    return IntStream.concat(IntStream.of(first), IntStream.of(rest)).toArray();
  }

  private void put(String name, int[] shape, double deviation, double mean) {
    float[] values = new float[IntStream.of(shape).reduce(1, (a, b) -> a * b)];
    CounterRandom.gaussian(CounterRandom.part(name), deviation, values, 0, values.length);
    double[] wide = Evaluation.widen(values);
    inputs.put(name, IntStream.range(0, wide.length).mapToDouble(i -> wide[i] + mean).toArray());
  }

  /** Larger weights than a run starts with, or differences would drown in the rounding of the loss. */
  private void put(List<Parameter> parameters) {
    parameters.forEach(parameter -> put(parameter.name(), parameter.shape(),
        parameter.name().endsWith(".W") ? 0.3 : 0.1, parameter.name().contains("gamma") ? 1 : 0));
  }

  private void noises(Graph graph) {
    graph.noises().forEach(noise -> put(noise.name(), new int[] {noise.size()}, noise.amount(), 0));
  }

  private static List<String> names(List<Parameter> parameters) {
    return parameters.stream().map(Parameter::name).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void discriminatorsGradients(boolean ofGenerator) {
    put(discriminator.parameters());
    List<String> by = new ArrayList<>(names(discriminator.parameters()));
    by.add("generated");
    checkEngines(() -> Graph.training(BATCH, 2), graph -> loss(graph, ofGenerator), by);
    Graph graph = Graph.selfContained(DataType.DOUBLE, BATCH, 2);
    SDVariable loss = loss(graph, ofGenerator);
    noises(graph);
    checkDifferences(graph, loss, by);
  }

  @Test
  void generatorsGradientsThroughTheReferenceBatch() {
    put(generator.parameters());
    List<String> by = names(generator.parameters());
    checkEngines(() -> Graph.training(BATCH, 1), graph -> drawn(graph, true), by);
    Graph graph = Graph.selfContained(DataType.DOUBLE, BATCH, 1);
    checkDifferences(graph, drawn(graph, true), by);
  }

  /** Layer by layer: a run of such a graph in doubles takes long. */
  private void checkDifferences(Graph graph, SDVariable loss, List<String> by) {
    Map<String, List<String>> layers = new LinkedHashMap<>();
    by.forEach(name -> layers.computeIfAbsent(
        name.replaceAll("^(\\w+\\.\\w+)\\..*", "$1"), layer -> new ArrayList<>()).add(name));
    Differences.checkGroups(graph, loss, inputs, layers.values());
  }

  private void checkEngines(Supplier<Graph> graphs, Function<Graph, SDVariable> loss, List<String> by) {
    Map<Execution, Map<String, double[]>> gradients = new HashMap<>();
    for (Execution engine : List.of(Execution.ND4J, Execution.ONNXRUNTIME)) {
      Graph graph = graphs.get();
      SDVariable value = loss.apply(graph);
      noises(graph);
      gradients.put(engine, Evaluation.of(engine, graph, inputs, Map.of("loss", value), value, by).gradients());
    }
    double whole = Math.sqrt(by.stream().mapToDouble(name -> square(gradients.get(Execution.ND4J).get(name))).sum());
    for (String name : by) {
      double[] expected = gradients.get(Execution.ND4J).get(name);
      double[] actual = gradients.get(Execution.ONNXRUNTIME).get(name);
      double[] difference = IntStream.range(0, expected.length).mapToDouble(i -> actual[i] - expected[i]).toArray();
      double limit = BETWEEN_ENGINES * Math.sqrt(square(expected));
      if (WITHOUT_EFFECT.matcher(name).matches()) {
        assertThat(Math.sqrt(square(expected))).as(name).isLessThan(1e-5 * whole);
        limit = 1e-5 * whole;
      }
      assertThat(Math.sqrt(square(difference))).as(name).isLessThan(limit);
    }
  }

  private static double square(double[] values) {
    return Stream.of(values).flatMapToDouble(Arrays::stream).map(v -> v * v).sum();
  }
}
