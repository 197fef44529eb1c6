package org.improvedgan.gan.layers;

import java.util.List;
import java.util.Optional;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Batch normalisation of the generators (section 6; nn.py, BatchNormLayer): {@code (x - mean) / sqrt(variance + 1e-6) +
 * b} for each unit or channel, with the batch's own mean and population variance in every pass. The released code has a
 * shift b but no gain; with one, the normalised value is multiplied by it.
 *
 * <p>An exported generator has population statistics in their place.
 */
public final class BatchNorm implements Layer {
  private static final double EPSILON = 1e-6;

  private final String name;
  private final int units;
  private final boolean maps;
  private final Parameter shift;
  private final Optional<Parameter> gain;

  private BatchNorm(String name, int units, boolean maps, boolean withGain) {
    this.name = name;
    this.units = units;
    this.maps = maps;
    shift = new Parameter(name + ".b", new int[] {units}, true, Initialiser.constant(0));
    gain = withGain
        ? Optional.of(new Parameter(name + ".g", new int[] {units}, true, Initialiser.constant(1))) : Optional.empty();
  }

  /** Of [examples, units], as in the released code or with a trained gain that begins at 1. */
  public static BatchNorm ofUnits(String name, int units, boolean withGain) {
    return new BatchNorm(name, units, false, withGain);
  }

  /** Of maps [examples, channels, height, width], over examples and positions. */
  public static BatchNorm ofMaps(String name, int channels, boolean withGain) {
    return new BatchNorm(name, channels, true, withGain);
  }

  @Override
  public List<Parameter> parameters() {
    return gain.map(g -> List.of(shift, g)).orElse(List.of(shift));
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable input) {
    int[] axes = maps ? new int[] {0, 2, 3} : new int[] {0};
    long[] shape = maps ? new long[] {1, units, 1, 1} : new long[] {1, units};
    SDVariable mean = graph.statistic(name + ".mean", shape, () -> input.mean(true, axes));
    SDVariable centred = input.sub(mean);
    SDVariable variance =
        graph.statistic(name + ".variance", shape, () -> centred.mul(centred).mean(true, axes));
    SDVariable factor = graph.sd().math().sqrt(variance.add(EPSILON)).rdiv(1);
    if (gain.isPresent()) {
      factor = factor.mul(graph.parameter(gain.get()).reshape(shape));
    }
    return centred.mul(factor).add(graph.parameter(shift).reshape(shape));
  }
}
