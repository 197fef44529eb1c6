package org.improvedgan.gan.networks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.layers.Activation;
import org.improvedgan.gan.layers.Dense;
import org.improvedgan.gan.layers.Layer;
import org.improvedgan.gan.layers.Reshape;
import org.improvedgan.gan.layers.TransposedConvolution;
import org.improvedgan.gan.layers.VirtualBatchNorm;
import org.improvedgan.gan.layers.Window;
import org.improvedgan.gan.layers.WithReference;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The generator for ImageNet at 128x128 (section 6.4; imagenet/generator.py): a dense layer from z to maps of 4x4, then
 * transposed convolutions of 5x5 that double the size to 128x128, each with virtual batch normalisation and ReLU; noise
 * maps are appended at every scale; at last a transposed convolution of stride 1 to three colours, and tanh.
 *
 * <p>It has more than one input, each uniform on [-1, 1): {@code z} and {@code noise4}, {@code noise8}, …
 * {@code noise128}. A reference batch of each, chosen once and fixed, has the same names with {@code .reference}.
 */
public final class ImageNet128Generator {
  /** From 4x4 to 128x128. */
  static final int SCALES = 6;

  private static final int FIRST_SIZE = 4;
  private static final Initialiser START = Initialiser.gaussian(0.02);
  private static final Initialiser OUTPUT_START = Initialiser.gaussian(0.075);
  private static final double OUTPUT_BIAS = -0.45;

  private final ImageNet128 sizes;
  private final int referenceExamples;
  private final Dense dense;
  private final Layer toMaps;
  private final List<Layer> enlarging = new ArrayList<>();
  private final List<VirtualBatchNorm> norms = new ArrayList<>();
  private final Layer output;

  ImageNet128Generator(ImageNet128 sizes, int referenceExamples) {
    this.sizes = sizes;
    this.referenceExamples = referenceExamples;
    int first = sizes.generatorChannels().get(0);
    dense = Dense.withBias(
        "generator.dense", sizes.latentSize(), first * FIRST_SIZE * FIRST_SIZE, START);
    toMaps = new Reshape(first, FIRST_SIZE, FIRST_SIZE);
    norms.add(VirtualBatchNorm.ofMaps("generator.dense.vbn", first, referenceExamples));
    for (int scale = 1; scale < SCALES; scale++) {
      String name = "generator.deconv" + scale;
      int next = sizes.generatorChannels().get(scale);
      enlarging.add(TransposedConvolution.withBias(name, channels(scale - 1), next, Window.same(5, 2), START, 0));
      norms.add(VirtualBatchNorm.ofMaps(name + ".vbn", next, referenceExamples));
    }
    output = TransposedConvolution.withBias("generator.deconv" + SCALES, channels(SCALES - 1), ImageNet128.COLOURS,
        Window.same(5, 1), OUTPUT_START, OUTPUT_BIAS);
  }

  /** Channels at a scale, with those of noise. */
  private int channels(int scale) {
    return sizes.generatorChannels().get(scale) + sizes.noiseChannels().get(scale);
  }

  /** All parameters, from input to output. */
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(dense.parameters());
    all.addAll(norms.get(0).parameters());
    for (int scale = 1; scale < SCALES; scale++) {
      all.addAll(enlarging.get(scale - 1).parameters());
      all.addAll(norms.get(scale).parameters());
    }
    all.addAll(output.parameters());
    return all;
  }

  /** The inputs by name, each with the shape of one example. */
  public Map<String, int[]> inputs() {
    Map<String, int[]> inputs = new LinkedHashMap<>();
    inputs.put("z", new int[] {sizes.latentSize()});
    for (int scale = 0; scale < SCALES; scale++) {
      int size = FIRST_SIZE << scale;
      inputs.put("noise" + size, new int[] {sizes.noiseChannels().get(scale), size, size});
    }
    return inputs;
  }

  /** What the input of a reference batch is called. */
  public static String reference(String input) {
    return input + ".reference";
  }

  /**
   * Images [examples, 3, 128, 128] in [-1, 1] from inputs that this adds to the graph.
   *
   * @param withReference whether the reference batch goes through the graph too, so that a loss is differentiated
   *     through its statistics; otherwise these are inputs of the graph, or constants of an exported one
   */
  public SDVariable apply(Graph graph, boolean withReference) {
    Map<String, int[]> shapes = inputs();
    return apply(graph, name -> {
      SDVariable live = graph.input(name, shape(graph.rows(), shapes.get(name)));
      return withReference
          ? WithReference.of(live, graph.input(reference(name), shape(referenceExamples, shapes.get(name))))
          : WithReference.live(live);
    });
  }

  /** The same from inputs by name, of the shapes that {@link #inputs} lists for an example. */
  public SDVariable apply(Graph graph, Function<String, WithReference> inputs) {
    WithReference value = inputs.apply("z").through(graph, dense).through(graph, toMaps);
    for (int scale = 0; scale < SCALES; scale++) {
      value = scale == 0 ? value : value.through(graph, enlarging.get(scale - 1));
      value = norms.get(scale).apply(graph, value).through(graph, Activation.RELU)
          .concat(graph, inputs.apply("noise" + (FIRST_SIZE << scale)));
    }
    // Nobody needs the reference batch's images.
    return Activation.TANH.apply(graph, output.apply(graph, value.live()));
  }

  /** Of that many examples of an input. */
  public static long[] shape(long examples, int[] example) {
    long[] shape = new long[example.length + 1];
    shape[0] = examples;
    for (int i = 0; i < example.length; i++) {
      shape[i + 1] = example[i];
    }
    return shape;
  }
}
