package org.improvedgan.gan.networks;

import java.util.List;
import java.util.stream.IntStream;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.graph.WeightNorm;
import org.improvedgan.gan.layers.Layer;
import org.improvedgan.gan.layers.VirtualBatchNorm;
import org.improvedgan.gan.layers.WithReference;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Layers in sequence.
 *
 * @param input shape of one example: [features], or [channels, height, width]
 * @param layers from input to output
 * @param featureLayer number of layers after which the features that feature matching compares are read
 * @param featureSize number of these features, 0 for a generator, which has none
 */
public record Network(List<Integer> input, List<Layer> layers, int featureLayer, int featureSize) {
  public Network {
    input = List.copyOf(input);
    layers = List.copyOf(layers);
  }

  /** A network without features. */
  public static Network generator(List<Integer> input, List<Layer> layers) {
    return new Network(input, layers, 0, 0);
  }

  /** Number of values of one example. */
  public int inputSize() {
    return input.stream().reduce(1, (a, b) -> a * b);
  }

  /** Shape of that many examples, -1 for any number. */
  public long[] inputShape(long examples) {
    return IntStream.range(0, input.size() + 1).mapToLong(i -> i == 0 ? examples : input.get(i - 1)).toArray();
  }

  /** All parameters, in the order of the layers. */
  public List<Parameter> parameters() {
    return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  /** All weights that are normalised, in the order of the layers. */
  public List<WeightNorm> weightNorms() {
    return layers.stream().flatMap(layer -> layer.weightNorms().stream()).toList();
  }

  /** From input to output. */
  public SDVariable apply(Graph graph, SDVariable input) {
    return classify(graph, features(graph, input));
  }

  /** Whether a layer refers to a reference batch, so that one has to go through the network beside each live batch. */
  public boolean hasReference() {
    return layers.stream().anyMatch(VirtualBatchNorm.class::isInstance);
  }

  /** From input to output of a live batch, with the reference batch beside it. */
  public SDVariable apply(Graph graph, WithReference input) {
    WithReference value = input;
    for (Layer layer : layers) {
      value = layer.apply(graph, value);
    }
    return value.live();
  }

  /** From input to features. */
  public SDVariable features(Graph graph, SDVariable input) {
    return through(layers.subList(0, featureLayer), graph, input);
  }

  /** From features to output. */
  public SDVariable classify(Graph graph, SDVariable features) {
    return through(layers.subList(featureLayer, layers.size()), graph, features);
  }

  /** The pass that sets parameters from data: each layer sees what the initialised ones before it give. */
  public SDVariable initialise(Graph graph, SDVariable input) {
    SDVariable value = input;
    for (Layer layer : layers) {
      value = layer.initialise(graph, value);
    }
    return value;
  }

  private static SDVariable through(List<Layer> layers, Graph graph, SDVariable input) {
    SDVariable value = input;
    for (Layer layer : layers) {
      value = layer.apply(graph, value);
    }
    return value;
  }
}
