package org.improvedgan.gan.layers;

import java.util.List;
import java.util.Optional;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Dense layer with the generator's batch normalisation (section 4; nn.py, BatchNormLayer; Ioffe and Szegedy 2015):
 * {@code y = (x·W - m) / sqrt(v + 1e-6) + b}, with mean m and population variance v of {@code x·W} over the batch, in
 * every pass. The released code has a shift b but no gain; with one, the normalised value is multiplied by it.
 */
public final class BatchNormDense implements Dense {
  /** Added to the variance. */
  public static final double EPSILON = 1e-6;

  private final String name;
  private final Parameter weight;
  private final Parameter shift;
  private final Optional<Parameter> gain;

  /** A layer as in the released code, or with a trained gain that begins at 1. */
  public BatchNormDense(String name, int inputs, int outputs, boolean withGain) {
    this.name = name;
    weight = new Parameter(
        name + ".W", new int[] {inputs, outputs}, true, Initialiser.glorotUniform(inputs, outputs));
    shift = new Parameter(name + ".b", new int[] {outputs}, true, Initialiser.constant(0));
    gain = withGain
        ? Optional.of(new Parameter(name + ".g", new int[] {outputs}, true, Initialiser.constant(1)))
        : Optional.empty();
  }

  /** The name under which a pass records the mean of its batch, [outputs]. */
  public String mean() {
    return name + ".mean";
  }

  /** The name under which a pass records the population variance of its batch, [outputs]. */
  public String variance() {
    return name + ".variance";
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int inputs() {
    return weight.shape()[0];
  }

  @Override
  public int outputs() {
    return weight.shape()[1];
  }

  @Override
  public List<Parameter> parameters() {
    return gain.map(g -> List.of(weight, shift, g)).orElse(List.of(weight, shift));
  }

  /** The name of the gain, [outputs], where there is one. */
  public Optional<String> gain() {
    return gain.map(Parameter::name);
  }

  @Override
  public SDVariable weight(Graph graph) {
    return graph.parameter(weight);
  }

  @Override
  public SDVariable bias(Graph graph) {
    return graph.parameter(shift);
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable input) {
    SDVariable before = input.mmul(weight(graph));
    SDVariable mean = before.mean(0);
    SDVariable centred = before.sub(mean);
    SDVariable variance = centred.mul(centred).mean(0);
    graph.record(mean(), mean);
    graph.record(variance(), variance);
    SDVariable normalised = centred.div(graph.sd().math().sqrt(variance.add(EPSILON)));
    return gain.map(g -> normalised.mul(graph.parameter(g))).orElse(normalised).add(bias(graph));
  }
}
