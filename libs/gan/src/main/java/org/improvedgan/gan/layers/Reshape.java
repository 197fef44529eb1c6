package org.improvedgan.gan.layers;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.improvedgan.gan.graph.Graph;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Gives each example another shape in row-major order: units to maps, {@code unit = (channel · height + row) · width +
 * column}, or maps to units.
 */
public final class Reshape implements Layer {
  private final int[] shape;

  /** To examples of this shape: [channels, height, width], or [features]. */
  public Reshape(int... shape) {
    this.shape = shape.clone();
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable input) {
    // Whatever their number: a reference batch has its own.
    return input.reshape(LongStream.concat(LongStream.of(-1), IntStream.of(shape).asLongStream()).toArray());
  }
}
