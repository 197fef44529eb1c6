package org.improvedgan.gan.layers;

import java.util.List;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Cross batch normalisation of the ImageNet discriminator (section 6.4; imagenet/ops.py, batch_norm_cross, called bnx
 * there). The examples are two halves, the real ones first. The first half of the channels of all examples is
 * normalised with the statistics of the real half, the second half of the channels with those of the generated half:
 * {@code y = (x - mean) / sqrt(variance + 1e-5) · gamma + beta}, population variances, gamma and beta of their own for
 * each half of the channels. An exported discriminator has constant statistics.
 */
public final class CrossBatchNorm implements Layer {
  private static final double EPSILON = 1e-5;

  private final String name;
  private final int units;
  private final boolean maps;
  private final Parameter realGamma;
  private final Parameter realBeta;
  private final Parameter generatedGamma;
  private final Parameter generatedBeta;

  private CrossBatchNorm(String name, int units, boolean maps) {
    if (units % 2 != 0) {
      throw new IllegalArgumentException("Cross batch normalisation halves its units: " + name
          + " needs an even number of them, not " + units + ".");
    }
    this.name = name;
    this.units = units;
    this.maps = maps;
    int[] half = {units / 2};
    realGamma = new Parameter(name + ".gamma0", half, true, Initialiser.gaussian(1, 0.02));
    realBeta = new Parameter(name + ".beta0", half, true, Initialiser.constant(0));
    generatedGamma = new Parameter(name + ".gamma1", half, true, Initialiser.gaussian(1, 0.02));
    generatedBeta = new Parameter(name + ".beta1", half, true, Initialiser.constant(0));
  }

  /** Of [examples, units]. */
  public static CrossBatchNorm ofUnits(String name, int units) {
    return new CrossBatchNorm(name, units, false);
  }

  /** Of maps [examples, channels, height, width]. */
  public static CrossBatchNorm ofMaps(String name, int channels) {
    return new CrossBatchNorm(name, channels, true);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(realGamma, realBeta, generatedGamma, generatedBeta);
  }

  @Override
  public SDVariable apply(Graph graph, SDVariable input) {
    long[] shape = maps ? new long[] {1, units, 1, 1} : new long[] {1, units};
    SDVariable mean = graph.statistic(name + ".mean", shape, () -> ofOwnHalf(graph, input).reshape(shape));
    SDVariable centred = input.sub(mean);
    SDVariable variance =
        graph.statistic(name + ".variance", shape, () -> ofOwnHalf(graph, centred.mul(centred)).reshape(shape));
    SDVariable gamma = graph.sd().concat(0, graph.parameter(realGamma), graph.parameter(generatedGamma));
    SDVariable beta = graph.sd().concat(0, graph.parameter(realBeta), graph.parameter(generatedBeta));
    SDVariable deviation = graph.sd().math().sqrt(variance.add(EPSILON));
    return centred.mul(gamma.reshape(shape).div(deviation)).add(beta.reshape(shape));
  }

  /**
   * The mean over the real half of the examples for the first half of the units, and over the generated half for the
   * second. The means of all units over both, of which a mask leaves the right ones, need no copies of parts.
   */
  private SDVariable ofOwnHalf(Graph graph, SDVariable values) {
    if (graph.examples() % 2 != 0) {
      throw new IllegalArgumentException("Cross batch normalisation needs as many generated examples as real ones, but "
          + name + " got " + graph.examples() + " in all.");
    }
    SDVariable means = values.reshape(2, graph.examples() / 2, 2, units / 2, -1).mean(true, 1, 4);
    SDVariable own = graph.shared("own half", () -> {
      INDArray mask = Nd4j.eye(2).reshape(2, 1, 2, 1, 1);
      return graph.sd().constant("own half", mask.castTo(graph.type()));
    });
    return means.mul(own).sum(0);
  }
}
