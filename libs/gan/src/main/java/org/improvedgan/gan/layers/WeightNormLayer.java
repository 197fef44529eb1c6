package org.improvedgan.gan.layers;

import java.util.List;
import java.util.Optional;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.graph.WeightNorm;
import org.nd4j.autodiff.samediff.SDVariable;

/** What layers with a normalised weight, a bias and a data-dependent initialisation have in common. */
abstract class WeightNormLayer implements Layer {
  private final WeightNorm weight;
  private final Parameter bias;
  private final DataDependentInitialisation initialisation;
  private final double standardDeviation;

  /** @param standardDeviation of each unit's output after the initialising pass */
  WeightNormLayer(
      WeightNorm weight, Parameter bias, DataDependentInitialisation initialisation, double standardDeviation) {
    this.weight = weight;
    this.bias = bias;
    this.initialisation = initialisation;
    this.standardDeviation = standardDeviation;
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
    return linear(graph, input, graph.weight(weight), Optional.of(graph.parameter(bias)));
  }

  @Override
  public SDVariable initialise(Graph graph, SDVariable input) {
    SDVariable before = linear(graph, input, graph.weight(weight), Optional.empty());
    return initialisation.apply(graph, weight, bias, before, standardDeviation, maps());
  }

  /** What the layer computes: an ordinary pass has a bias for each unit, the initialising one has none. */
  abstract SDVariable linear(Graph graph, SDVariable input, SDVariable weight, Optional<SDVariable> bias);

  /** Whether the output is maps [examples, units, height, width] instead of [examples, units]. */
  abstract boolean maps();
}
