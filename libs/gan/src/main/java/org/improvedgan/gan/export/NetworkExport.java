package org.improvedgan.gan.export;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.engine.Engine;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.layers.WithReference;
import org.improvedgan.gan.networks.Network;
import org.improvedgan.gan.networks.ReferenceBatch;
import org.improvedgan.gan.random.CounterRandom;
import org.improvedgan.images.ImageShape;
import org.improvedgan.samediff.onnx.OnnxExport;
import org.improvedgan.samediff.onnx.OnnxInput;
import org.improvedgan.samediff.onnx.OnnxOutput;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Trained networks as ONNX models that anyone can run: weights are the effective ones, batch norm has the statistics of
 * a population, noise is gone, images are 8-bit [N, H, W, C].
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
   * The generator: {@code z} float32 [N, latentSize], uniform on [0, 1), to {@code images} uint8 [N, H, W, C], the
   * bytes that become the network's output in the run's pixel range, rounded half to even. Its batch norm uses the
   * statistics over {@code populationSamples} z drawn from the run's seed, taken in one pass, so that an image does not
   * depend on those asked for with it.
   *
   * @param weights values of the generator's parameters and effective weights by name
   */
  public byte[] generator(Network network, Function<String, float[]> weights) {
    Map<String, float[]> statistics = statistics(network, weights);
    Graph graph = Graph.exported(
        name -> statistics.containsKey(name) ? statistics.get(name) : weights.apply(name));
    SDVariable z = graph.input("z", -1, settings.latentSize());
    SDVariable levels = network.apply(graph, z).mul(settings.pixelRange().scale()).add(settings.pixelRange().centre());
    return OnnxExport.translate(graph.sd(), List.of(OnnxInput.of(z)),
        List.of(OnnxOutput.pixels("images", channelsLast(graph, levels).name())));
  }

  private SDVariable channelsLast(Graph graph, SDVariable levels) {
    if (shape.channels() == 1) {
      return levels.reshape(-1, shape.height(), shape.width(), 1);
    }
    SDVariable maps = levels.reshape(-1, shape.channels(), shape.height(), shape.width());
    return graph.sd().permute(maps, 0, 2, 3, 1);
  }

  /**
   * The discriminator as a classifier: {@code images} uint8 [N, H, W, C] to {@code features} float32 [N, F], those that
   * feature matching compares, and {@code logits} float32 [N, K].
   *
   * @param weights values of the discriminator's parameters and effective weights by name
   */
  public byte[] classifier(Network network, Function<String, float[]> weights) {
    Graph graph = Graph.exported(weights);
    SDVariable images = graph.input("images", -1, shape.height(), shape.width(), shape.channels());
    SDVariable maps = shape.channels() == 1 ? images : graph.sd().permute(images, 0, 3, 1, 2);
    SDVariable input = maps.sub(settings.pixelRange().centre()).div(settings.pixelRange().scale())
        .reshape(network.inputShape(-1));
    SDVariable features = network.features(graph, input);
    SDVariable logits = network.classify(graph, features);
    var input8 = OnnxInput.of("images", DataType.UINT8, -1, shape.height(), shape.width(), shape.channels());
    return OnnxExport.translate(graph.sd(), List.of(input8), List.of(
        OnnxOutput.of("features", features.name()), OnnxOutput.of("logits", logits.name())));
  }

  /**
   * One pass over the population gives the statistics of every layer, each over what the layers before make of it. With
   * virtual batch norm the reference batch takes the population's place.
   */
  private Map<String, float[]> statistics(Network network, Function<String, float[]> weights) {
    boolean reference = network.hasReference();
    int samples = reference ? settings.referenceBatch() : settings.populationSamples();
    Graph graph = Graph.quiet(samples);
    SDVariable input = graph.input("z", samples, settings.latentSize());
    if (reference) {
      network.apply(graph, WithReference.of(input, input));
    } else {
      network.apply(graph, input);
    }
    return Statistics.of(engine, graph, weights, Map.of("z", reference ? ReferenceBatch.z(settings) : population()));
  }

  private float[] population() {
    float[] z = new float[settings.populationSamples() * settings.latentSize()];
    CounterRandom.uniform(
        CounterRandom.key(settings.seed(), CounterRandom.part("population")), z, 0, z.length);
    return z;
  }
}
