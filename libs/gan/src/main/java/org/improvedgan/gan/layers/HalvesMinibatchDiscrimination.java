package org.improvedgan.gan.layers;

import java.util.List;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Minibatch discrimination of the ImageNet discriminator (section 3.2; imagenet/discriminator.py), on a joint batch of
 * B real examples followed by B generated ones: {@code M = h·W + b}, without weight normalisation,
 * {@code f1(i)_b = Σ_{j real, j ≠ i} exp(-‖M(i)_b - M(j)_b‖₁) / (2 B² - B)} and f2 the same over the generated half.
 * The output is h with f1 and f2 appended.
 *
 * <p>The divisor is the sum over the whole mask half, [2 B, B] ones without B of the diagonal, as in the released code,
 * not the number of examples compared with. The bias cancels in the differences.
 */
public final class HalvesMinibatchDiscrimination implements Layer {
  private final String name;
  private final int inputs;
  private final int kernels;
  private final int dimension;
  private final Parameter weight;
  private final Parameter bias;

  /** @param inputs features of an example; channels · height · width of maps */
  public HalvesMinibatchDiscrimination(String name, int inputs, int kernels, int dimension) {
    this.name = name;
    this.inputs = inputs;
    this.kernels = kernels;
    this.dimension = dimension;
    int projected = kernels * dimension;
    weight = new Parameter(name + ".W", new int[] {inputs, projected}, true, Initialiser.gaussian(0.02));
    bias = new Parameter(name + ".b", new int[] {projected}, true, Initialiser.constant(0));
  }

  /** Features of the output: those of the input and two for each kernel. */
  public int outputs() {
    return inputs + 2 * kernels;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight, bias);
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable input) {
    long examples = graph.examples();
    if (examples < 2 || examples % 2 != 0) {
      throw new IllegalArgumentException(name + " compares each example with a real and a generated half of the batch, "
          + "so it needs a fixed even number of examples, not " + (examples < 0 ? "any" : examples) + ".");
    }
    long half = examples / 2;
    SDVariable h = input.reshape(examples, inputs);
    SDVariable projection = h.mmul(graph.parameter(weight)).add(graph.parameter(bias));
    SDVariable closeness = Closeness.of(graph, Closeness.distances(graph, projection, 1, kernels, dimension));
    SDVariable sums = closeness.reshape(2, half, 2, half, kernels).sum(3).sub(self(graph));
    SDVariable features = sums.div(2.0 * half * half - half).reshape(examples, 2L * kernels);
    return graph.sd().concat(1, h, features);
  }

  /** What an example's closeness to itself adds, [2, 1, 2, 1]: 1 to the sum over its own half. */
  private static SDVariable self(Graph graph) {
    return graph.shared("self of halves", () -> {
      INDArray self = Nd4j.eye(2).reshape(2, 1, 2, 1);
      return graph.sd().constant("self of halves", self.castTo(graph.type()));
    });
  }
}
