package org.improvedgan.gan.layers;

import java.util.List;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.graph.WeightNorm;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Minibatch discrimination (section 3.2; nn.py, MinibatchLayer): tells the discriminator how close each example is to
 * the others of its batch, so that a generator that always draws the same is found out.
 *
 * <p>{@code M = x·W}, seen as B kernels of dimension C, with {@code W = theta · exp(log_weight_scale) / ‖theta‖} (norm
 * over the inputs, no epsilon); distance {@code d(i,j,b) = Σ_c |M(i,b,c) - M(j,b,c)|}, plus 10^6 where i = j, which
 * leaves the example itself out; {@code f(i,b) = Σ_j exp(-d(i,j,b)) + bias(b)}. The output is x with f appended; maps
 * are flattened first. In an exported graph an example is compared with those that it is asked for with.
 *
 * <p>Initialising pass: with m(b) half the mean distance of an example to its nearest,
 * {@code log_weight_scale -= log m} (so that this mean becomes 2) and {@code bias = -mean_i Σ_j exp(-d)}.
 */
public final class MinibatchDiscrimination implements Layer {
  private static final double SELF_DISTANCE = 1e6;

  private final String name;
  private final int inputs;
  private final int kernels;
  private final int dimension;
  private final WeightNorm weight;
  private final Parameter bias;

  /** Kernels that begin with a standard deviation of 0.05, as in the last released scripts. */
  public MinibatchDiscrimination(String name, int inputs, int kernels, int dimension) {
    this(name, inputs, kernels, dimension, 0.05);
  }

  /**
   * Kernels that begin with a standard deviation of one's choice.
   *
   * @param inputs features of an example; channels · height · width of maps
   */
  public MinibatchDiscrimination(String name, int inputs, int kernels, int dimension, double deviation) {
    this.name = name;
    this.inputs = inputs;
    this.kernels = kernels;
    this.dimension = dimension;
    weight = WeightNorm.ofColumns(
        name + ".weight",
        new Parameter(name + ".theta", new int[] {inputs, kernels, dimension}, true, Initialiser.gaussian(deviation)),
        new Parameter(name + ".log_weight_scale", new int[] {kernels, dimension}, true, Initialiser.constant(0)),
        0, true);
    bias = new Parameter(name + ".b", new int[] {kernels}, true, Initialiser.constant(-1));
  }

  /** Features of the output: those of the input and one for each kernel. */
  public int outputs() {
    return inputs + kernels;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight.direction(), weight.scale(), bias);
  }

  @Override
  public List<WeightNorm> weightNorms() {
    return List.of(weight);
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable input) {
    SDVariable x = input.reshape(-1, inputs);
    // Of an example with itself the closeness is 1; 10^6 more would make it 0.
    SDVariable others = sum(graph, distances(graph, x)).sub(1);
    return graph.sd().concat(1, x, others.add(graph.parameter(bias)));
  }

  /**
   * @throws IllegalArgumentException for a single example, which has no nearest
   */
  @Override
  public SDVariable initialise(Graph graph, SDVariable input) {
    int rows = graph.rows();
    if (rows < 2) {
      throw new IllegalArgumentException(
          "The initialising pass of " + name + " needs a batch of at least two examples, not " + rows + ".");
    }
    SDVariable x = input.reshape(-1, inputs);
    SDVariable self = graph.sd().constant(
        Nd4j.eye(rows).mul(SELF_DISTANCE).reshape(1, rows, rows, 1).castTo(graph.type()));
    SDVariable distances = distances(graph, x).add(self);
    SDVariable half = distances.min(2).mean(0, 1).mul(0.5);
    SDVariable closeness = sum(graph, distances.div(half));
    SDVariable newBias = closeness.mean(0).neg();
    SDVariable logHalf = graph.sd().math().log(half).reshape(kernels, 1);
    graph.record(weight.scale().name(), graph.parameter(weight.scale()).sub(logHalf));
    graph.record(bias.name(), newBias);
    return graph.sd().concat(1, x, closeness.add(newBias));
  }

  /** Distances within each pass, [passes, rows, rows, kernels]. */
  private SDVariable distances(Graph graph, SDVariable x) {
    SDVariable flat = graph.shared(name + ".flat", () ->
        graph.weight(weight).reshape(inputs, (long) kernels * dimension));
    return Closeness.distances(graph, x.mmul(flat), graph.passes(), kernels, dimension);
  }

  /** Σ_j exp(-d), [examples, kernels]. */
  private SDVariable sum(Graph graph, SDVariable distances) {
    return Closeness.of(graph, distances).sum(2).reshape(-1, kernels);
  }
}
