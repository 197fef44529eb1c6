package org.improvedgan.gan.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Weight normalisation (Salimans and Kingma 2016; section 6, nn.py): the effective weight of each
 * output unit is {@code W = V · s / sqrt(ε + Σ V²)}, the sum being over all values that lead to that unit, and s the
 * unit's scale, or its exponential.
 *
 * <p>Training computes W and the derivatives by V and s outside of graphs, in {@link
 * org.improvedgan.gan.optimisation.FusedWeightNorm}: the graph then reads W under {@link #name()} and returns the
 * derivative by it. {@link #formula} is the same inside a graph.
 *
 * @param name of the effective weight, which has the shape of V
 * @param direction V, which is always trained
 * @param scale s, one value for each unit
 * @param outer product of V's dimensions before those that number the units
 * @param inner product of V's dimensions after them
 * @param epsilon ε
 * @param exponential whether the unit's factor is exp(s) instead of s
 */
public record WeightNorm(
    String name, Parameter direction, Parameter scale, int outer, int inner, double epsilon, boolean exponential) {

  /** Of [inputs, units…]: dense layers, 1x1 convolutions, minibatch discrimination. */
  public static WeightNorm ofColumns(
      String name, Parameter direction, Parameter scale, double epsilon, boolean exponential) {
    return new WeightNorm(name, direction, scale, direction.shape()[0], 1, epsilon, exponential);
  }

  /** Of a convolution's [units, inputs, height, width]. */
  public static WeightNorm ofConvolution(String name, Parameter direction, Parameter scale, double epsilon) {
    return new WeightNorm(name, direction, scale, 1, direction.size() / direction.shape()[0], epsilon, false);
  }

  /** Of a transposed convolution's [inputs, units, height, width]. */
  public static WeightNorm ofTransposedConvolution(
      String name, Parameter direction, Parameter scale, double epsilon) {
    int[] shape = direction.shape();
    return new WeightNorm(name, direction, scale, shape[0], shape[2] * shape[3], epsilon, false);
  }

  /** Number of units. */
  public int units() {
    return scale.size();
  }

  /** W inside a graph that reads V and s. */
  SDVariable formula(Graph graph) {
    SameDiff sd = graph.sd();
    SDVariable v = graph.parameter(direction);
    // One operation with one derivative: squares and sums of a large matrix cost more than the layer's own product.
    SDVariable norm = v.norm2(summed());
    SDVariable stable = epsilon == 0 ? norm : sd.math().sqrt(norm.mul(norm).add(epsilon));
    SDVariable s = graph.parameter(scale);
    SDVariable factor = (exponential ? sd.math().exp(s) : s).div(stable);
    return v.mul(sd.reshape(factor, broadcast()));
  }

  /** V's dimensions that are summed over. */
  private int[] summed() {
    int before = before();
    int units = scale.shape().length;
    return IntStream.range(0, direction.shape().length).filter(i -> i < before || i >= before + units).toArray();
  }

  /** How many of V's dimensions come before those of the units. */
  private int before() {
    int product = 1;
    int count = 0;
    while (product < outer) {
      product *= direction.shape()[count++];
    }
    return count;
  }

  /** The shape in which the scale meets V. */
  private long[] broadcast() {
    List<Integer> summed = new ArrayList<>();
    IntStream.of(summed()).forEach(summed::add);
    return IntStream.range(0, direction.shape().length)
        .mapToLong(i -> summed.contains(i) ? 1 : direction.shape()[i]).toArray();
  }
}
