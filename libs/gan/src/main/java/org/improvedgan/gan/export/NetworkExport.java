package org.improvedgan.gan.export;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.engine.CompiledGraph;
import org.improvedgan.gan.engine.Engine;
import org.improvedgan.gan.engine.GraphSpec;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.layers.BatchNormDense;
import org.improvedgan.gan.layers.Dense;
import org.improvedgan.gan.layers.Layer;
import org.improvedgan.gan.networks.Network;
import org.improvedgan.gan.random.CounterRandom;
import org.improvedgan.gan.training.Weights;
import org.improvedgan.images.ImageShape;
import org.improvedgan.samediff.onnx.OnnxExport;
import org.improvedgan.samediff.onnx.OnnxInput;
import org.improvedgan.samediff.onnx.OnnxOutput;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trained networks as ONNX models that anyone can run: normalised weights and batch-norm statistics are folded into
 * plain dense layers, noise is gone, images are 8-bit [N, H, W, C].
 */
public final class NetworkExport {
  private final Engine engine;
  private final Settings settings;
  private final ImageShape shape;

  public NetworkExport(Engine engine, Settings settings, ImageShape shape) {
    this.engine = engine;
    this.settings = settings;
    this.shape = shape;
  }

  /**
   * The generator: {@code z} float32 [N, latentSize], uniform on [0, 1), to {@code images} uint8 [N, H, W, C], 255
   * times the sigmoid rounded half to even. Its batch norm uses the statistics over {@code populationSamples} z drawn
   * from the run's seed, taken in one pass, so that an image does not depend on those asked for with it.
   *
   * @param values the parameters' values, laid out like the weights
   */
  public byte[] generator(Network network, Weights weights, float[] values) {
    Map<Dense, FoldedDense> folded = foldGenerator(network, weights, values);
    Graph graph = new Graph(DataType.FLOAT, 1, 1, false);
    SDVariable z = graph.input("z", -1, settings.latentSize());
    SDVariable intensity = through(network.layers(), graph, folded, z);
    SDVariable levels = intensity.mul(255)
        .reshape(-1, shape.height(), shape.width(), shape.channels());
    return OnnxExport.translate(graph.sd(), List.of(OnnxInput.of(z)),
        List.of(OnnxOutput.pixels("images", levels.name())));
  }

  /**
   * The discriminator as a classifier: {@code images} uint8 [N, H, W, C] to {@code features} float32 [N, F], those that
   * feature matching compares, and {@code logits} float32 [N, K].
   *
   * @param values the parameters' values, laid out like the weights
   */
  public byte[] classifier(Network network, Weights weights, float[] values) {
    Map<Dense, FoldedDense> folded = fold(network, weights, values, new Graph(DataType.FLOAT, 1, 1, false), Map.of());
    Graph graph = new Graph(DataType.FLOAT, 1, 1, false);
    SDVariable images = graph.input("images", -1, shape.height(), shape.width(), shape.channels());
    SDVariable intensity = images.div(255).reshape(-1, shape.size());
    SDVariable features = through(network.layers().subList(0, network.featureLayer()), graph, folded, intensity);
    SDVariable logits = through(
        network.layers().subList(network.featureLayer(), network.layers().size()), graph, folded, features);
    var input = OnnxInput.of("images", DataType.UINT8, -1, shape.height(), shape.width(), shape.channels());
    return OnnxExport.translate(graph.sd(), List.of(input), List.of(
        OnnxOutput.of("features", features.name()), OnnxOutput.of("logits", logits.name())));
  }

  /** One pass over the population gives the statistics of every layer, each over what the layers before make of it. */
  private Map<Dense, FoldedDense> foldGenerator(Network network, Weights weights, float[] values) {
    int samples = settings.populationSamples();
    Graph graph = new Graph(DataType.FLOAT, samples, 1, false);
    network.apply(graph, graph.input("z", samples, settings.latentSize()));
    float[] z = new float[samples * settings.latentSize()];
    CounterRandom.uniform(
        CounterRandom.key(settings.seed(), CounterRandom.part("population")), z, 0, z.length);
    return fold(network, weights, values, graph, Map.of("z", z));
  }

  private Map<Dense, FoldedDense> fold(
      Network network, Weights weights, float[] values, Graph graph, Map<String, float[]> inputs) {
    List<Dense> layers = network.layers().stream()
        .filter(Dense.class::isInstance).map(Dense.class::cast).toList();
    Map<String, SDVariable> wanted = new LinkedHashMap<>(graph.recorded());
    for (Dense layer : layers) {
      SDVariable weight = layer.weight(graph);
      if (!weights.has(weight.name())) {
        wanted.put(weight.name(), weight);
      }
      layer.bias(graph);
    }
    Map<Dense, FoldedDense> folded = new HashMap<>();
    var spec = GraphSpec.forward(graph.sd(), wanted.values().stream().map(SDVariable::name).toList());
    try (CompiledGraph compiled = engine.compile(spec)) {
      Map<String, float[]> known = new HashMap<>();
      for (Parameter parameter : graph.parameters()) {
        int offset = weights.offset(parameter.name());
        known.put(parameter.name(), Arrays.copyOfRange(values, offset, offset + parameter.size()));
        compiled.input(parameter.name(), values, weights.offset(parameter.name()));
      }
      inputs.forEach((name, input) -> compiled.input(name, input, 0));
      compiled.run();
      wanted.forEach((name, variable) -> known.put(name, fetch(compiled, variable)));
      for (Dense layer : layers) {
        var plain = new FoldedDense(layer.inputs(), layer.outputs(),
            known.get(layer.weight(graph).name()), known.get(layer.bias(graph).name()));
        folded.put(layer, layer instanceof BatchNormDense norm
            ? plain.normalised(known.get(norm.mean()), known.get(norm.variance()),
                norm.gain().map(known::get).orElseGet(() -> ones(norm.outputs())), BatchNormDense.EPSILON)
            : plain);
      }
    }
    return folded;
  }

  private static float[] ones(int size) {
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static float[] fetch(CompiledGraph compiled, SDVariable variable) {
    float[] values = new float[compiled.size(variable.name())];
    compiled.output(variable.name(), values, 0);
    return values;
  }

  private static SDVariable through(
      List<Layer> layers, Graph graph, Map<Dense, FoldedDense> folded, SDVariable input) {
    SDVariable value = input;
    for (Layer layer : layers) {
      if (layer instanceof Dense dense) {
        FoldedDense plain = folded.get(dense);
        SDVariable weight = graph.sd().constant(dense.name() + ".weight",
            Nd4j.createFromArray(plain.weight()).reshape(plain.inputs(), plain.outputs()));
        SDVariable bias = graph.sd().constant(dense.name() + ".bias", Nd4j.createFromArray(plain.bias()));
        value = value.mmul(weight).add(bias);
      } else {
        value = layer.apply(graph, value);
      }
    }
    return value;
  }
}
