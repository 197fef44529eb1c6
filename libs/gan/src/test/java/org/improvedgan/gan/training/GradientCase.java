package org.improvedgan.gan.training;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.engine.Engine;
import org.improvedgan.gan.graph.Noise;
import org.improvedgan.gan.networks.Network;
import org.improvedgan.gan.networks.Networks;
import org.improvedgan.gan.random.CounterRandom;
import org.improvedgan.images.ImageShape;

/** Networks whose gradients are checked, and random but fixed data for them. */
record GradientCase(String name, Settings settings, ImageShape shape) {
  static final int CLASSES = 10;

  private static final Map<String, String> CIFAR = Map.of("networks", "cifar", "pixel-range", "symmetric-128",
      "generator-layers", "512,256,128", "discriminator-layers", "96,192", "generator-activation", "relu",
      "discriminator-activation", "leaky-relu", "generator-loss", "feature-matching-l1", "hidden-noise", "0",
      "hidden-dropout", "0.5");
  private static final Map<String, String> MINIBATCH = Map.of(
      "generator-loss", "minimax", "minibatch-kernels", "3", "minibatch-dimension", "2");
  private static final Map<String, String> FEW_CHANNELS = Map.of(
      "generator-layers", "5,4,4", "discriminator-layers", "3,4", "latent-size", "4");

  /** The networks of the MNIST feature-matching script. */
  static GradientCase mnist(int batch) {
    return new GradientCase("MNIST, full", Experiments.named("mnist-feature-matching").settings(),
        new ImageShape(28, 28, 1)).with("batch-size", "" + batch);
  }

  /** The networks of the CIFAR-10 feature-matching script. */
  static GradientCase cifar(int batch) {
    return new GradientCase("CIFAR-10, full", Experiments.named("mnist-feature-matching").settings().with(all(
        CIFAR, Map.of("input-noise", "0", "input-dropout", "0.2"))), new ImageShape(32, 32, 3))
        .with("batch-size", "" + batch);
  }

  /**
   * The same with softplus for every activation that has a kink. Of millions of units some lie within rounding of a
   * kink, on this side by one engine and on that by the other, which alone changes gradients by a thousandth.
   */
  GradientCase smooth() {
    return with("generator-activation", "softplus").with("discriminator-activation", "softplus")
        .shaped(name + ", smooth", shape);
  }

  static GradientCase smallMnist() {
    return mnist(5).with("generator-layers", "7,6").with("discriminator-layers", "9,8,5").with("latent-size", "4")
        .shaped("MNIST, small", new ImageShape(4, 3, 1));
  }

  static GradientCase smallMnistMinibatch() {
    return smallMnist().with(MINIBATCH).with("batch-norm-gain", "true").with("discriminator-activation", "leaky-relu")
        .shaped("MNIST with minibatch discrimination, small", new ImageShape(4, 3, 1));
  }

  static GradientCase smallCifar() {
    return cifar(3).with(FEW_CHANNELS).shaped("CIFAR-10, small", new ImageShape(32, 32, 3));
  }

  static GradientCase smallCifarMinibatch() {
    return smallCifar().with(MINIBATCH).with("input-dropout", "0").with("input-noise", "0.2")
        .shaped("CIFAR-10 with minibatch discrimination, small", new ImageShape(32, 32, 3));
  }

  static GradientCase smallMnistConvolutional() {
    return smallCifarMinibatch().with("networks", "mnist-convolutional").with("generator-loss", "non-saturating")
        .shaped("MNIST convolutional, small", new ImageShape(28, 28, 1));
  }

  private GradientCase with(String key, String value) {
    return with(Map.of(key, value));
  }

  private GradientCase with(Map<String, String> overrides) {
    return new GradientCase(name, settings.with(overrides), shape);
  }

  private GradientCase shaped(String newName, ImageShape newShape) {
    return new GradientCase(newName, settings, newShape);
  }

  private static Map<String, String> all(Map<String, String> first, Map<String, String> second) {
    Map<String, String> all = new HashMap<>(first);
    all.putAll(second);
    return all;
  }

  Network generator() {
    return Networks.generator(settings, shape);
  }

  Network discriminator() {
    return Networks.discriminator(settings, shape, CLASSES);
  }

  /** Both networks as a run begins with them, after the initialising passes on this engine. */
  GanState start(Engine engine) {
    GanState state = new GanState(generator(), discriminator(), settings);
    state.generator.weights.start(1);
    state.discriminator.weights.start(1);
    try (GanTrainer trainer = trainer(engine, state)) {
      trainer.initialiseDiscriminator(images("initialisation", settings.batchSize()), noise("initialisation"));
      trainer.initialiseGenerator(z("initialisation"), noise("initialisation"));
    }
    return state;
  }

  GanTrainer trainer(Engine engine, GanState state) {
    return new GanTrainer(engine, generator(), discriminator(), CLASSES, settings, state);
  }

  /** Images in the pixel range. */
  float[] images(String purpose, int count) {
    float[] values = new float[count * shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = settings.pixelRange().ofByte((int) (CounterRandom.bits(key("images", purpose), i) & 0xff));
    }
    return values;
  }

  float[] z(String purpose) {
    float[] z = new float[settings.batchSize() * settings.latentSize()];
    CounterRandom.uniform(key("z", purpose), z, 0, z.length);
    return z;
  }

  /** One-hot labels of a batch. */
  float[] labels() {
    float[] rows = new float[settings.batchSize() * CLASSES];
    for (int i = 0; i < settings.batchSize(); i++) {
      rows[i * CLASSES + i % CLASSES] = 1;
    }
    return rows;
  }

  NoiseSource noise(String purpose) {
    return (noise, target) -> target.put(noise(purpose, noise));
  }

  /** Of a discriminator step's three batches. */
  List<NoiseSource> noises() {
    return List.of(noise("labelled"), noise("unlabelled"), noise("generated"));
  }

  float[] noise(String purpose, Noise noise) {
    float[] values = new float[noise.size()];
    noise.draw(key(noise.name(), purpose), values);
    return values;
  }

  private static long key(String what, String purpose) {
    return CounterRandom.key(CounterRandom.part(what), CounterRandom.part(purpose));
  }

  @Override
  public String toString() {
    return name;
  }
}
