package org.improvedgan.gan.layers;

import java.util.List;
import java.util.Optional;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.nd4j.autodiff.samediff.SDVariable;

/** {@code y = x·W + b}, or without the bias, of [examples, inputs] to [examples, outputs]. */
public final class Dense implements Layer {
  private final Parameter weight;
  private final Optional<Parameter> bias;

  private Dense(Parameter weight, Optional<Parameter> bias) {
    this.weight = weight;
    this.bias = bias;
  }

  /** A layer without bias, such as batch normalisation follows. */
  public static Dense withoutBias(String name, int inputs, int outputs, Initialiser start) {
    return new Dense(weight(name, inputs, outputs, start), Optional.empty());
  }

  /** A layer whose bias begins at 0. */
  public static Dense withBias(String name, int inputs, int outputs, Initialiser start) {
    return new Dense(weight(name, inputs, outputs, start),
        Optional.of(new Parameter(name + ".b", new int[] {outputs}, true, Initialiser.constant(0))));
  }

  private static Parameter weight(String name, int inputs, int outputs, Initialiser start) {
    return new Parameter(name + ".W", new int[] {inputs, outputs}, true, start);
  }

  @Override
  public List<Parameter> parameters() {
    return bias.map(b -> List.of(weight, b)).orElse(List.of(weight));
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable input) {
    SDVariable product = input.mmul(graph.parameter(weight));
    return bias.map(b -> product.add(graph.parameter(b))).orElse(product);
  }
}
