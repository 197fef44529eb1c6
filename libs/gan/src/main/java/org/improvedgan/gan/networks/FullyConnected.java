package org.improvedgan.gan.networks;

import java.util.ArrayList;
import java.util.List;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.layers.Activation;
import org.improvedgan.gan.layers.Dense;
import org.improvedgan.gan.layers.GaussianNoise;
import org.improvedgan.gan.layers.L2NormalisedDense;
import org.improvedgan.gan.layers.Layer;
import org.improvedgan.gan.layers.MinibatchDiscrimination;
import org.improvedgan.gan.layers.ScaledDense;

/** The fully connected networks of the MNIST experiments (section 6.1; train_mnist_feature_matching.py). */
public final class FullyConnected {
  private FullyConnected() {}

  /** The name of the generator's output bias, [pixels], to which the sigmoid applies. */
  public static String generatorOutputBias(Settings settings) {
    return "generator.dense" + (settings.generatorLayers().size() + 1) + ".b";
  }

  /** z to pixels in [0, 1]: dense, batch norm and activation for each hidden layer, then l2-normalised and sigmoid. */
  public static Network generator(Settings settings, int pixels) {
    List<Layer> layers = new ArrayList<>();
    int width = settings.latentSize();
    int number = 1;
    for (int next : settings.generatorLayers()) {
      String name = "generator.dense" + number++;
      layers.add(Dense.withoutBias(name, width, next, Initialiser.glorotUniform(width, next)));
      layers.add(GeneratorNorm.ofUnits(settings, name, next));
      layers.add(settings.generatorActivation());
      width = next;
    }
    layers.add(new L2NormalisedDense("generator.dense" + number, width, pixels, settings.generatorScale()));
    layers.add(Activation.SIGMOID);
    return Network.generator(List.of(settings.latentSize()), layers);
  }

  /**
   * Pixels in [0, 1] to the logits of the classes: noise, then dense, activation and noise for each hidden layer, then
   * the only layer whose scale is trained. The features are those of the last hidden layer before its noise. Minibatch
   * discrimination, if any, looks at these features and takes the place of their noise.
   */
  public static Network discriminator(Settings settings, int pixels, int classes) {
    List<Layer> layers = new ArrayList<>();
    layers.add(new GaussianNoise("noise0", settings.inputNoise(), pixels));
    List<Integer> widths = settings.discriminatorLayers();
    int width = pixels;
    for (int i = 1; i <= widths.size(); i++) {
      int next = widths.get(i - 1);
      layers.add(new ScaledDense("discriminator.dense" + i, width, next, false));
      layers.add(settings.discriminatorActivation());
      if (i < widths.size()) {
        layers.add(new GaussianNoise("noise" + i, settings.hiddenNoise(), next));
      }
      width = next;
    }
    int featureLayer = layers.size();
    int features = width;
    if (settings.minibatchKernels() > 0) {
      var minibatch = new MinibatchDiscrimination(
          "discriminator.minibatch", width, settings.minibatchKernels(), settings.minibatchDimension(),
          settings.minibatchDeviation());
      layers.add(minibatch);
      width = minibatch.outputs();
    } else {
      layers.add(new GaussianNoise("noise" + widths.size(), settings.hiddenNoise(), width));
    }
    layers.add(new ScaledDense("discriminator.out", width, classes, true));
    return new Network(List.of(pixels), layers, featureLayer, features);
  }
}
