package org.improvedgan.gan.networks;

import java.util.ArrayList;
import java.util.List;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.layers.Activation;
import org.improvedgan.gan.layers.Convolution;
import org.improvedgan.gan.layers.CrossBatchNorm;
import org.improvedgan.gan.layers.Dense;
import org.improvedgan.gan.layers.GaussianNoise;
import org.improvedgan.gan.layers.HalvesMinibatchDiscrimination;
import org.improvedgan.gan.layers.Layer;
import org.improvedgan.gan.layers.Reshape;
import org.improvedgan.gan.layers.Window;

/**
 * The networks for ImageNet at 128x128 (section 6.4; imagenet/generator.py, discriminator.py), and how wide they are.
 *
 * @param latentSize length of z, uniform on [-1, 1]
 * @param generatorChannels of the generator's maps of 4x4, 8x8, … and 128x128
 * @param noiseChannels maps of uniform noise that are appended to these
 * @param discriminatorChannels of the discriminator's seven convolutions
 * @param hidden width of the discriminator's dense layer
 * @param kernels of minibatch discrimination
 * @param dimension of each kernel
 * @param classes classes of real images; the discriminator has one logit more, that of generated ones
 */
public record ImageNet128(int latentSize, List<Integer> generatorChannels, List<Integer> noiseChannels,
    List<Integer> discriminatorChannels, int hidden, int kernels, int dimension, int classes) {
  /** Height and width of images. */
  public static final int SIZE = 128;
  /** Colours of images. */
  public static final int COLOURS = 3;

  /** Standard deviation of the noise on images. */
  public static final double INPUT_NOISE = 0.1;
  private static final int[] STRIDES = {2, 2, 2, 1, 1, 2, 2};
  private static final Initialiser START = Initialiser.gaussian(0.02);

  /** As released: 72.3 million parameters of the generator, 67.7 million of the discriminator. */
  public static final ImageNet128 RELEASED = new ImageNet128(8192, List.of(512, 256, 128, 64, 64, 64),
      List.of(64, 64, 32, 16, 8, 8), List.of(64, 128, 256, 256, 256, 512, 512), 2560, 300, 50, 1000);

  /** The networks of a run's settings, whose last number of discriminator layers is that of the dense one. */
  public static ImageNet128 of(Settings settings, int classes) {
    List<Integer> layers = settings.discriminatorLayers();
    int dense = layers.size() - 1;
    return new ImageNet128(settings.latentSize(), settings.generatorLayers(), settings.generatorNoiseMaps(),
        layers.subList(0, dense), layers.get(dense), settings.minibatchKernels(), settings.minibatchDimension(),
        classes);
  }

  /** @throws IllegalArgumentException if there are not as many numbers of channels as the networks have layers */
  public ImageNet128 {
    generatorChannels = List.copyOf(generatorChannels);
    noiseChannels = List.copyOf(noiseChannels);
    discriminatorChannels = List.copyOf(discriminatorChannels);
    if (generatorChannels.size() != ImageNet128Generator.SCALES || noiseChannels.size() != ImageNet128Generator.SCALES
        || discriminatorChannels.size() != STRIDES.length) {
      throw new IllegalArgumentException("The networks need channels of " + ImageNet128Generator.SCALES
          + " scales, noise of as many, and channels of " + STRIDES.length + " convolutions.");
    }
  }

  /**
   * The generator.
   *
   * @param referenceExamples size of the batch that virtual batch normalisation refers to
   */
  public ImageNet128Generator generator(int referenceExamples) {
    return new ImageNet128Generator(this, referenceExamples);
  }

  /**
   * A joint batch of images [3, 128, 128] in [-1, 1], real ones first and then as many generated ones, to K + 1 logits:
   * noise, seven convolutions of 3x3 (strides 2, 2, 2, 1, 1, 2, 2) and a dense layer, each with cross batch
   * normalisation and leaky ReLU, minibatch discrimination, a dense layer.
   */
  public Network discriminator() {
    List<Layer> layers = new ArrayList<>();
    layers.add(new GaussianNoise("noise0", INPUT_NOISE, COLOURS, SIZE, SIZE));
    int channels = COLOURS;
    int size = SIZE;
    for (int i = 0; i < STRIDES.length; i++) {
      String name = "discriminator.conv" + (i + 1);
      Window window = Window.same(3, STRIDES[i]);
      int next = discriminatorChannels.get(i);
      layers.add(new Convolution(name, channels, next, window, START));
      layers.add(CrossBatchNorm.ofMaps(name + ".bnx", next));
      layers.add(Activation.LEAKY_RELU);
      channels = next;
      size = window.convolved(size);
    }
    int flat = channels * size * size;
    layers.add(new Reshape(flat));
    layers.add(Dense.withBias("discriminator.hidden", flat, hidden, START));
    layers.add(CrossBatchNorm.ofUnits("discriminator.hidden.bnx", hidden));
    layers.add(Activation.LEAKY_RELU);
    int featureLayer = layers.size();
    var minibatch = new HalvesMinibatchDiscrimination("discriminator.minibatch", hidden, kernels, dimension);
    layers.add(minibatch);
    layers.add(Dense.withBias("discriminator.out", minibatch.outputs(), classes + 1, START));
    return new Network(List.of(COLOURS, SIZE, SIZE), layers, featureLayer, hidden);
  }
}
