package org.improvedgan.gan.layers;

import java.util.List;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Minibatch discrimination as printed (section 3.2): {@code M = f·T} with a tensor T of [inputs, kernels, dimension],
 * {@code o(i)_b = Σ_j exp(-‖M(i)_b - M(j)_b‖₁)}; the output is f with o appended. The released scripts use {@link
 * MinibatchDiscrimination} instead.
 *
 * <p>The printed sum runs over the whole batch and so contains j = i, which adds exactly 1; the sentence before it
 * speaks of "all other samples". Both are to be had, with the same derivatives.
 */
public final class PaperMinibatchDiscrimination implements Layer {
  private final int inputs;
  private final int kernels;
  private final int dimension;
  private final boolean includingSelf;
  private final Parameter tensor;

  /**
   * @param inputs features of an example; channels · height · width of maps
   * @param includingSelf whether the sum contains the example itself, as printed
   */
  public PaperMinibatchDiscrimination(String name, int inputs, int kernels, int dimension, boolean includingSelf) {
    this.inputs = inputs;
    this.kernels = kernels;
    this.dimension = dimension;
    this.includingSelf = includingSelf;
    tensor = new Parameter(name + ".T", new int[] {inputs, kernels, dimension}, true, Initialiser.gaussian(0.05));
  }

  /** Features of the output: those of the input and one for each kernel. */
  public int outputs() {
    return inputs + kernels;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(tensor);
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable input) {
    SDVariable f = input.reshape(-1, inputs);
    SDVariable projection = f.mmul(graph.parameter(tensor).reshape(inputs, (long) kernels * dimension));
    SDVariable distances = Closeness.distances(graph, projection, graph.passes(), kernels, dimension);
    SDVariable sum = Closeness.of(graph, distances).sum(2).reshape(-1, kernels);
    return graph.sd().concat(1, f, includingSelf ? sum : sum.sub(1));
  }
}
