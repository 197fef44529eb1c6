package org.improvedgan.gan.networks;

import java.util.ArrayList;
import java.util.List;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.layers.Activation;
import org.improvedgan.gan.layers.Dense;
import org.improvedgan.gan.layers.Dropout;
import org.improvedgan.gan.layers.GaussianNoise;
import org.improvedgan.gan.layers.GlobalPooling;
import org.improvedgan.gan.layers.Layer;
import org.improvedgan.gan.layers.MinibatchDiscrimination;
import org.improvedgan.gan.layers.NetworkInNetwork;
import org.improvedgan.gan.layers.Reshape;
import org.improvedgan.gan.layers.TransposedConvolution;
import org.improvedgan.gan.layers.WeightNormConvolution;
import org.improvedgan.gan.layers.WeightNormDense;
import org.improvedgan.gan.layers.WeightNormForm;
import org.improvedgan.gan.layers.WeightNormTransposedConvolution;
import org.improvedgan.gan.layers.Window;

/** The shape that all convolutional networks of the released Theano scripts have (sections 6.2 and 6.3). */
final class Convolutional {
  /** Makes maps exactly twice as high and wide. */
  static final Window DOUBLING = Window.transposed(5, 2, 2, 1);

  /** Height and width of the generator's first maps. */
  private static final int SEED_SIZE = 4;
  private static final Initialiser START = Initialiser.gaussian(0.05);

  private Convolutional() {}

  /** Of the output layers, the only ones whose scales are trained: they begin with small values. */
  private static WeightNormForm output(Settings settings) {
    return settings.weightNorm().form(true, 0.1);
  }

  private static WeightNormForm hidden(Settings settings) {
    return settings.weightNorm().form(false, 1);
  }

  /**
   * z to images: a dense layer to the first maps, batch norm over its flat units (each of them has a mean of its own),
   * then transposed convolutions, the last of them weight-normalised and followed by tanh.
   *
   * @param enlarging windows of the transposed convolutions, one for each number of channels in the settings
   */
  static Network generator(Settings settings, List<Window> enlarging, int imageChannels) {
    List<Integer> channels = settings.generatorLayers();
    List<Layer> layers = new ArrayList<>();
    int first = channels.get(0);
    int units = first * SEED_SIZE * SEED_SIZE;
    layers.add(Dense.withoutBias("generator.dense", settings.latentSize(), units, START));
    layers.add(GeneratorNorm.ofUnits(settings, "generator.dense", units));
    layers.add(settings.generatorActivation());
    layers.add(new Reshape(first, SEED_SIZE, SEED_SIZE));
    int in = first;
    for (int i = 1; i < enlarging.size(); i++) {
      String name = "generator.deconv" + i;
      int out = channels.get(i);
      layers.add(TransposedConvolution.withoutBias(name, in, out, enlarging.get(i - 1), START));
      layers.add(GeneratorNorm.ofMaps(settings, name, out));
      layers.add(settings.generatorActivation());
      in = out;
    }
    int last = enlarging.size();
    layers.add(new WeightNormTransposedConvolution(
        "generator.deconv" + last, in, imageChannels, enlarging.get(last - 1), output(settings)));
    layers.add(Activation.TANH);
    return Network.generator(List.of(settings.latentSize()), layers);
  }

  /**
   * Images to logits: three convolutions of 3x3, the third with stride 2, dropout; the same with more channels; one
   * without padding, two networks in network, global average pooling, minibatch discrimination if any, and the only
   * layer whose scale is trained. The features are the pooled ones.
   *
   * @param size height and width of the images
   * @param firstPad of the first convolution
   */
  static Network discriminator(Settings settings, int imageChannels, int size, int firstPad, int classes) {
    int narrow = settings.discriminatorLayers().get(0);
    int wide = settings.discriminatorLayers().get(1);
    Body body = new Body(settings, imageChannels, size);
    body.corrupt();
    body.convolution("conv1", narrow, Window.padded(3, 1, firstPad));
    body.convolution("conv2", narrow, Window.padded(3, 1, 1));
    body.convolution("conv3", narrow, Window.padded(3, 2, 1));
    body.dropout("drop1", settings.hiddenDropout());
    body.convolution("conv4", wide, Window.padded(3, 1, 1));
    body.convolution("conv5", wide, Window.padded(3, 1, 1));
    body.convolution("conv6", wide, Window.padded(3, 2, 1));
    body.dropout("drop2", settings.hiddenDropout());
    body.convolution("conv7", wide, Window.padded(3, 1, 0));
    body.networkInNetwork("nin1", wide);
    body.networkInNetwork("nin2", wide);
    body.layers.add(new GlobalPooling());
    int featureLayer = body.layers.size();
    int width = wide;
    if (settings.minibatchKernels() > 0) {
      var minibatch = new MinibatchDiscrimination(
          "discriminator.minibatch", width, settings.minibatchKernels(), settings.minibatchDimension(),
          settings.minibatchDeviation());
      body.layers.add(minibatch);
      width = minibatch.outputs();
    }
    body.layers.add(new WeightNormDense("discriminator.out", width, classes, output(settings)));
    return new Network(List.of(imageChannels, size, size), body.layers, featureLayer, wide);
  }

  /** Layers so far, and the shape of what the last of them gives. */
  private static final class Body {
    private final List<Layer> layers = new ArrayList<>();
    private final Settings settings;
    private int channels;
    private int size;

    Body(Settings settings, int channels, int size) {
      this.settings = settings;
      this.channels = channels;
      this.size = size;
    }

    /** What keeps the discriminator from learning images by heart: dropout or noise on its input. */
    void corrupt() {
      dropout("corrupt", settings.inputDropout());
      if (settings.inputNoise() > 0) {
        layers.add(new GaussianNoise("noise0", settings.inputNoise(), channels, size, size));
      }
    }

    void dropout(String name, double probability) {
      if (probability > 0) {
        layers.add(new Dropout(name, probability, channels, size, size));
      }
    }

    void convolution(String name, int outputs, Window window) {
      layers.add(new WeightNormConvolution("discriminator." + name, channels, outputs, window, hidden(settings)));
      layers.add(settings.discriminatorActivation());
      channels = outputs;
      size = window.convolved(size);
    }

    void networkInNetwork(String name, int outputs) {
      layers.add(new NetworkInNetwork("discriminator." + name, channels, outputs, hidden(settings)));
      layers.add(settings.discriminatorActivation());
      channels = outputs;
    }
  }
}
