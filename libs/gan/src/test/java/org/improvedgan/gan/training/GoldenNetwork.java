package org.improvedgan.gan.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.improvedgan.gan.Golden;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.layers.Activations;
import org.improvedgan.gan.layers.BatchNorm;
import org.improvedgan.gan.layers.Dense;
import org.improvedgan.gan.layers.Dropout;
import org.improvedgan.gan.layers.GaussianNoise;
import org.improvedgan.gan.layers.GlobalPooling;
import org.improvedgan.gan.layers.L2NormalisedDense;
import org.improvedgan.gan.layers.Layer;
import org.improvedgan.gan.layers.MinibatchDiscrimination;
import org.improvedgan.gan.layers.NetworkInNetwork;
import org.improvedgan.gan.layers.Reshape;
import org.improvedgan.gan.layers.ScaledDense;
import org.improvedgan.gan.layers.TransposedConvolution;
import org.improvedgan.gan.layers.WeightNormConvolution;
import org.improvedgan.gan.layers.WeightNormDense;
import org.improvedgan.gan.layers.WeightNormForm;
import org.improvedgan.gan.layers.WeightNormTransposedConvolution;
import org.improvedgan.gan.layers.Window;
import org.improvedgan.gan.networks.Network;

/** A network from a vector's list of layers; parameters are named {@code generator.NAME.KEY} or discriminator. */
final class GoldenNetwork {
  private final String which;
  private final List<Layer> layers = new ArrayList<>();
  /** Of one example after the layers so far. */
  private int[] shape;

  private GoldenNetwork(String which, int[] shape) {
    this.which = which;
    this.shape = shape;
  }

  /** The network "generator" or "discriminator". */
  static Network of(Golden golden, String which) {
    int[] batch = which.equals("generator")
        ? golden.shape("inputs", "discriminator_step", "z") : golden.shape("inputs", "initialisation", "x");
    int[] input = Arrays.copyOfRange(batch, 1, batch.length);
    GoldenNetwork network = new GoldenNetwork(which, input);
    int featureLayer = 0;
    int features = 0;
    for (JsonNode node : golden.at("parameters", which + "_layers")) {
      network.add(node);
      Activations.named(node.path("activation").asText("identity"), node.path("lrelu_slope").asDouble(0.2))
          .ifPresent(network.layers::add);
      if (node.get("name").asText().equals(golden.at("parameters", "feature_layer").asText())) {
        featureLayer = network.layers.size();
        features = IntStream.of(network.shape).reduce(1, (a, b) -> a * b);
      }
    }
    return new Network(IntStream.of(input).boxed().toList(), network.layers, featureLayer, features);
  }

  private void add(JsonNode node) {
    String label = node.get("name").asText();
    String name = which + "." + label;
    int in = node.path("in").asInt();
    int out = node.path("out").asInt();
    Initialiser start = Initialiser.constant(0);
    switch (node.get("type").asText()) {
      case "gaussian_noise" -> layers.add(new GaussianNoise(label, node.get("sigma").asDouble(), shape));
      case "dropout" -> layers.add(new Dropout(label, node.get("p").asDouble(), shape));
      case "dense_scaled" -> units(out, new ScaledDense(name, in, out, node.get("train_scale").asBoolean()));
      case "dense_l2_normalised" -> units(out, new L2NormalisedDense(name, in, out, 1));
      case "dense_weight_norm" -> units(out, new WeightNormDense(name, in, out, form(node)));
      case "dense_batch_norm" -> {
        units(out, Dense.withoutBias(name, in, out, start));
        layers.add(BatchNorm.ofUnits(name, out, false));
      }
      case "reshape" -> {
        shape = Golden.integers(node.get("shape"));
        layers.add(new Reshape(shape));
      }
      case "conv_weight_norm" -> {
        Window window = Window.padded(node.get("kernel").asInt(), node.get("stride").asInt(), node.get("pad").asInt());
        shape = new int[] {out, window.convolved(shape[1]), window.convolved(shape[2])};
        layers.add(new WeightNormConvolution(name, in, out, window, form(node)));
      }
      case "nin_weight_norm" -> {
        shape = new int[] {out, shape[1], shape[2]};
        layers.add(new NetworkInNetwork(name, in, out, form(node)));
      }
      case "deconv_batch_norm" -> {
        layers.add(TransposedConvolution.withoutBias(name, in, out, enlarge(node, out), start));
        layers.add(BatchNorm.ofMaps(name, out, false));
      }
      case "deconv_weight_norm" ->
          layers.add(new WeightNormTransposedConvolution(name, in, out, enlarge(node, out), form(node)));
      case "global_mean_pool" -> units(shape[0], new GlobalPooling());
      case "minibatch_discrimination" -> {
        var layer = new MinibatchDiscrimination(
            name, in, node.get("num_kernels").asInt(), node.get("dim_per_kernel").asInt());
        units(layer.outputs(), layer);
      }
      default -> throw new IllegalArgumentException(node.toString());
    }
  }

  private void units(int units, Layer layer) {
    shape = new int[] {units};
    layers.add(layer);
  }

  private Window enlarge(JsonNode node, int out) {
    Window window = Window.transposed(node.get("kernel").asInt(), node.get("stride").asInt(),
        node.get("pad").asInt(), node.get("output_padding").asInt());
    shape = new int[] {out, window.enlarged(shape[1]), window.enlarged(shape[2])};
    return window;
  }

  private static WeightNormForm form(JsonNode node) {
    return WeightNormForm.released(node.get("train_g").asBoolean(), node.get("init_stdv").asDouble());
  }
}
