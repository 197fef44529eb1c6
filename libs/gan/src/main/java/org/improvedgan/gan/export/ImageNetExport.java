package org.improvedgan.gan.export;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.improvedgan.gan.PixelRange;
import org.improvedgan.gan.engine.Engine;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.layers.WithReference;
import org.improvedgan.gan.networks.ImageNet128Generator;
import org.improvedgan.samediff.onnx.OnnxExport;
import org.improvedgan.samediff.onnx.OnnxInput;
import org.improvedgan.samediff.onnx.OnnxOutput;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The ImageNet generator as an ONNX model of the same kind as all others: one {@code z}, uniform on [0, 1), from which
 * the graph takes the generator's own z and its noise maps, one after the other, and spreads them over [-1, 1).
 */
public final class ImageNetExport {
  private ImageNetExport() {}

  /** Length of that z: all inputs of one example. */
  public static int latentSize(ImageNet128Generator generator) {
    return generator.inputs().values().stream().mapToInt(ImageNetExport::size).sum();
  }

  private static int size(int[] shape) {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /**
   * {@code z} float32 [N, latentSize] to {@code images} uint8 [N, 128, 128, 3]. Virtual batch norm has the statistics
   * of the reference batch as constants.
   *
   * @param referenceExamples size of the reference batch
   * @param reference its inputs under their {@link ImageNet128Generator#reference names}
   * @param weights values of the generator's parameters by name
   */
  public static byte[] generator(Engine engine, ImageNet128Generator generator, int referenceExamples,
      Map<String, float[]> reference, Function<String, float[]> weights) {
    Map<String, float[]> statistics = statistics(engine, generator, referenceExamples, reference, weights);
    Graph graph = Graph.exported(
        name -> statistics.containsKey(name) ? statistics.get(name) : weights.apply(name));
    SDVariable z = graph.input("z", -1, latentSize(generator));
    Map<String, WithReference> inputs = new HashMap<>();
    int from = 0;
    for (Map.Entry<String, int[]> input : generator.inputs().entrySet()) {
      int to = from + size(input.getValue());
      // Of all rows, the columns from one to the other.
      SDVariable part = graph.sd().stridedSlice(
          z, new long[] {0, from}, new long[] {0, to}, new long[] {1, 1}, 1, 1, 0, 0, 0);
      inputs.put(input.getKey(), WithReference.live(
          part.mul(2).sub(1).reshape(ImageNet128Generator.shape(-1, input.getValue()))));
      from = to;
    }
    SDVariable levels = generator.apply(graph, inputs::get)
        .mul(PixelRange.SYMMETRIC.scale()).add(PixelRange.SYMMETRIC.centre());
    return OnnxExport.translate(graph.sd(), List.of(OnnxInput.of(z)),
        List.of(OnnxOutput.pixels("images", graph.sd().permute(levels, 0, 2, 3, 1).name())));
  }

  private static Map<String, float[]> statistics(Engine engine, ImageNet128Generator generator, int examples,
      Map<String, float[]> reference, Function<String, float[]> weights) {
    Graph graph = Graph.quiet(examples);
    generator.apply(graph, name -> {
      SDVariable batch = graph.input(ImageNet128Generator.reference(name),
          ImageNet128Generator.shape(examples, generator.inputs().get(name)));
      return WithReference.of(batch, batch);
    });
    // The noise of the last scale comes after all statistics, so the graph that is run does not have it.
    Map<String, float[]> needed = new HashMap<>(reference);
    needed.keySet().removeIf(name -> name.equals(ImageNet128Generator.reference("noise128")));
    return Statistics.of(engine, graph, weights, needed);
  }
}
