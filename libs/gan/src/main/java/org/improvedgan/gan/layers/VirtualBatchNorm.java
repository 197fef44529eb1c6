package org.improvedgan.gan.layers;

import java.util.List;
import java.util.function.Supplier;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Virtual batch normalisation (section 3.5; imagenet/model.py, VBN): each example is normalised with the statistics of
 * a reference batch, chosen once and fixed, and of itself, so that it does not depend on its batch mates.
 *
 * <p>With the reference batch's mean r and mean square q over its B examples (and positions, for maps), and
 * {@code c = 1 / (B + 1)}, a live example x has for each unit or channel
 * {@code mean = c·E[x] + (1 - c)·r}, {@code square = c·E[x²] + (1 - c)·q} and
 * {@code y = (x - mean) / sqrt(1e-5 + square - mean²) · gamma + beta}; E is over the example's positions, for units the
 * value itself. The reference batch is normalised with r and q alone.
 *
 * <p>The difference of squares is computed as the variance of a mixture,
 * {@code c·Var[x] + (1 - c)·(q - r²) + c·(1 - c)·(E[x] - r)²}: the same value, but never negative and exact in floats
 * however far the mean is from zero.
 */
public final class VirtualBatchNorm implements Layer {
  private static final double EPSILON = 1e-5;

  private final String name;
  private final int units;
  private final boolean maps;
  private final double own;
  private final Parameter gamma;
  private final Parameter beta;

  private VirtualBatchNorm(String name, int units, boolean maps, int referenceExamples) {
    if (referenceExamples < 1) {
      throw new IllegalArgumentException("The reference batch of " + name + " must have at least one example, not "
          + referenceExamples + ".");
    }
    this.name = name;
    this.units = units;
    this.maps = maps;
    own = 1.0 / (referenceExamples + 1);
    gamma = new Parameter(name + ".gamma", new int[] {units}, true, Initialiser.gaussian(1, 0.02));
    beta = new Parameter(name + ".beta", new int[] {units}, true, Initialiser.constant(0));
  }

  /** Of [examples, units]. */
  public static VirtualBatchNorm ofUnits(String name, int units, int referenceExamples) {
    return new VirtualBatchNorm(name, units, false, referenceExamples);
  }

  /** Of maps [examples, channels, height, width]. */
  public static VirtualBatchNorm ofMaps(String name, int channels, int referenceExamples) {
    return new VirtualBatchNorm(name, channels, true, referenceExamples);
  }

  /** Gamma, drawn from N(1, 0.02²) at first, and beta, zero at first. */
  @Override
  public List<Parameter> parameters() {
    return List.of(gamma, beta);
  }

  /** Under which the reference batch's mean r is recorded, or read by a graph without reference batch. */
  public String meanName() {
    return name + ".reference_mean";
  }

  /** Under which the reference batch's variance q - r² is recorded, or read by a graph without reference batch. */
  public String varianceName() {
    return name + ".reference_variance";
  }

  /** A live batch that meets given statistics of the reference batch. */
  @Override
  public SDVariable apply(Graph graph, SDVariable live) {
    return apply(graph, WithReference.live(live)).live();
  }

  /** The batch of an initialising pass is its own reference. */
  @Override
  public SDVariable initialise(Graph graph, SDVariable input) {
    return apply(graph, WithReference.of(input, input)).reference().orElseThrow();
  }

  /** Normalises both batches. */
  @Override
  public WithReference apply(Graph graph, WithReference batches) {
    SDVariable mean = statistic(graph, meanName(), batches,
        () -> mean(batches.reference().orElseThrow(), examples()));
    SDVariable variance = statistic(graph, varianceName(), batches,
        () -> square(batches.reference().orElseThrow().sub(mean)).mean(true, examples()));
    return new WithReference(live(graph, batches.live(), mean, variance),
        batches.reference().map(batch -> scaled(graph, batch.sub(mean), variance)));
  }

  private SDVariable statistic(Graph graph, String name, WithReference batches, Supplier<SDVariable> compute) {
    long[] shape = maps ? new long[] {1, units, 1, 1} : new long[] {1, units};
    return graph.statistic(name, shape, batches.reference().isPresent() ? compute : () -> graph.input(name, shape));
  }

  private SDVariable live(Graph graph, SDVariable x, SDVariable mean, SDVariable variance) {
    SDVariable ownMean = maps ? mean(x, 2, 3) : x;
    SDVariable apart = ownMean.sub(mean);
    SDVariable mixed = variance.mul(1 - own).add(square(apart).mul(own * (1 - own)));
    if (maps) {
      mixed = mixed.add(square(x.sub(ownMean)).mean(true, 2, 3).mul(own));
    }
    return scaled(graph, x.sub(mean.add(apart.mul(own))), mixed);
  }

  /** {@code centred / sqrt(ε + variance) · gamma + beta}. */
  private SDVariable scaled(Graph graph, SDVariable centred, SDVariable variance) {
    SDVariable deviation = graph.sd().math().sqrt(variance.add(EPSILON));
    return centred.mul(perUnit(graph, gamma).div(deviation)).add(perUnit(graph, beta));
  }

  private SDVariable perUnit(Graph graph, Parameter parameter) {
    return maps ? graph.parameter(parameter).reshape(1, units, 1, 1) : graph.parameter(parameter).reshape(1, units);
  }

  private int[] examples() {
    return maps ? new int[] {0, 2, 3} : new int[] {0};
  }

  private static SDVariable mean(SDVariable x, int... dimensions) {
    return x.mean(true, dimensions);
  }

  private static SDVariable square(SDVariable x) {
    return x.mul(x);
  }
}
