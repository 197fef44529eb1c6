package org.improvedgan.gan.layers;

import java.util.List;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Dense layer with weight normalisation as the MNIST discriminator has it (section 6.1; nn.py, DenseLayer; Salimans and
 * Kingma 2016): {@code W = theta · weight_scale / ‖theta‖} for each column, without epsilon, and {@code y = x·W + b}.
 *
 * <p>Initialising pass, over a batch: with the mean m and the standard deviation s of {@code x·W},
 * {@code weight_scale /= s} and {@code b = -m / s}, so that each output begins with mean 0 and variance 1.
 */
public final class ScaledDense implements Dense {
  private final String name;
  private final Parameter theta;
  private final Parameter scale;
  private final Parameter bias;

  /** A layer whose scale is trained on, or stays where the initialising pass set it. */
  public ScaledDense(String name, int inputs, int outputs, boolean trainScale) {
    this.name = name;
    theta = new Parameter(name + ".theta", new int[] {inputs, outputs}, true, Initialiser.gaussian(0.1));
    scale = new Parameter(name + ".weight_scale", new int[] {outputs}, trainScale, Initialiser.constant(1));
    bias = new Parameter(name + ".b", new int[] {outputs}, true, Initialiser.constant(0));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int inputs() {
    return theta.shape()[0];
  }

  @Override
  public int outputs() {
    return theta.shape()[1];
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(theta, scale, bias);
  }

  @Override
  public SDVariable weight(Graph graph) {
    return graph.shared(name + ".weight", () -> graph.parameter(theta).mul(columnScale(graph)));
  }

  /** {@code weight_scale / ‖theta‖}, [outputs]. */
  private SDVariable columnScale(Graph graph) {
    return graph.shared(name + ".column_scale", () -> graph.parameter(scale).div(Norm.ofColumns(graph, theta, 0)));
  }

  /** x·W, scaled after the product: a batch has fewer rows than the weights, and that much less is to be scaled. */
  private SDVariable product(Graph graph, SDVariable input) {
    return input.mmul(graph.parameter(theta)).mul(columnScale(graph));
  }

  @Override
  public SDVariable bias(Graph graph) {
    return graph.parameter(bias);
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable input) {
    return product(graph, input).add(bias(graph));
  }

  @Override
  public SDVariable initialise(Graph graph, SDVariable input) {
    SDVariable before = product(graph, input);
    SDVariable mean = before.mean(0);
    SDVariable centred = before.sub(mean);
    SDVariable deviation = graph.sd().math().sqrt(centred.mul(centred).mean(0));
    graph.record(scale.name(), graph.parameter(scale).div(deviation));
    graph.record(bias.name(), mean.div(deviation).neg());
    return centred.div(deviation);
  }
}
