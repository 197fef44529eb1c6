package org.improvedgan.gan.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.engine.Engine;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.losses.ImageNetLoss;
import org.improvedgan.gan.networks.ImageNet128;
import org.improvedgan.gan.networks.ImageNet128Generator;
import org.improvedgan.gan.networks.Network;
import org.improvedgan.gan.optimisation.Parallel;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The step of the ImageNet model (section 6.4; imagenet/build_model.py): both players' gradients are taken at the same
 * parameters, on the same joint batch of real and generated images with the same noise, and then both step.
 */
final class ImageNetTrainer implements AutoCloseable {
  private static final String GENERATOR_LOSS = "generator.loss";
  private static final String GENERATED = "generated";
  private static final String LOGITS = "logits";

  private final Settings settings;
  private final ImageNet128Generator generator;
  private final Network discriminator;
  private final ImageNetLoss loss;
  private final int classes;
  private final EffectiveWeights generatorWeights;
  private final EffectiveWeights discriminatorWeights;
  private final Optimiser generatorOptimiser;
  private final Optimiser discriminatorOptimiser;
  private final Parallel parallel;
  private final Pass generatorPass;
  private final Pass discriminatorPass;
  private final float[] generatorGradient;
  private final float[] discriminatorGradient;
  /** Logits of the last joint batch, [2 batch, classes + 1]. */
  final float[] logits;

  /** @param classes of real images */
  ImageNetTrainer(Engine engine, ImageNet128Generator generator, Network discriminator, int classes,
      Settings settings, GanState state) {
    this.settings = settings;
    this.generator = generator;
    this.discriminator = discriminator;
    this.classes = classes;
    // The generator's target is what an optimal discriminator would give: half of that of real images.
    loss = new ImageNetLoss(
        settings.labelSmoothing(), (1 - settings.labelSmoothing()) / 2, settings.labelledWeight());
    parallel = new Parallel(engine.threads());
    generatorWeights = new EffectiveWeights(List.of(), state.generator.weights, parallel);
    discriminatorWeights = new EffectiveWeights(discriminator, state.discriminator.weights, parallel);
    generatorOptimiser = Optimiser.ofGenerator(state, settings, parallel);
    discriminatorOptimiser = Optimiser.ofDiscriminator(state, settings, parallel);
    generatorGradient = new float[state.generator.weights.trainable()];
    discriminatorGradient = new float[state.discriminator.weights.trainable()];
    logits = new float[2 * settings.batchSize() * (classes + 1)];
    generatorPass = generatorPass(engine);
    discriminatorPass = discriminatorPass(engine);
    refresh(state);
  }

  /** The images and, through the discriminator beside real ones, the generator's loss and gradient. */
  private Pass generatorPass(Engine engine) {
    Graph graph = Graph.training(settings.batchSize(), 2);
    SDVariable images = generator.apply(graph, true);
    SDVariable real = graph.input("real", discriminator.inputShape(settings.batchSize()));
    SDVariable all = discriminator.apply(graph, graph.sd().concat(0, real, images));
    SDVariable ofGenerator = loss.generator(graph.sd(), graph.sd().split(all, 2, 0)[1]);
    return Pass.gradient(engine, graph, Map.of(GENERATED, images, GENERATOR_LOSS, ofGenerator), ofGenerator,
        generatorWeights);
  }

  private Pass discriminatorPass(Engine engine) {
    Graph graph = Graph.training(settings.batchSize(), 2);
    SDVariable images = graph.input("images", discriminator.inputShape(2L * settings.batchSize()));
    SDVariable labels = graph.input("labels", settings.batchSize(), classes + 1);
    SDVariable all = discriminator.apply(graph, images);
    SDVariable[] halves = graph.sd().split(all, 2, 0);
    SDVariable ofClasses = loss.classes(graph.sd(), halves[0], labels);
    SDVariable total = loss.discriminator(graph.sd(), halves[0], halves[1], labels);
    Map<String, SDVariable> wanted = new LinkedHashMap<>();
    wanted.put(DiscriminatorPasses.TOTAL, total);
    wanted.put(DiscriminatorPasses.LABELLED, ofClasses);
    wanted.put(LOGITS, all);
    return Pass.gradient(engine, graph, wanted, total, discriminatorWeights);
  }

  /** Computes what depends on the parameters again, after someone else changed them. */
  void refresh(GanState state) {
    generatorWeights.compute(state.generator.weights.values());
    discriminatorWeights.compute(state.discriminator.weights.values());
  }

  /**
   * One step of both.
   *
   * @param images the joint batch: real images, and room for as many generated ones, which are written into it
   * @param labels one-hot labels of the real ones, [batch, classes + 1]
   * @param inputs the generator's inputs by name, its reference batch's too
   * @param noise of the joint batch, the same whenever it is asked for
   * @return the losses by name
   */
  Map<String, Double> step(float[] images, float[] labels, Map<String, float[]> inputs, NoiseSource noise,
      double learningRate, double generatorLearningRate) {
    generatorPass.send(generatorWeights);
    generatorPass.send(discriminatorWeights);
    inputs.forEach(generatorPass::input);
    generatorPass.input("real", images);
    generatorPass.run(noise);
    generatorPass.fetch(GENERATED, images, images.length / 2);
    generatorPass.fetchGradient(generatorWeights, generatorGradient);

    discriminatorPass.send(discriminatorWeights);
    discriminatorPass.input("images", images);
    discriminatorPass.input("labels", labels);
    discriminatorPass.run(noise);
    discriminatorPass.fetch(LOGITS, logits, 0);
    discriminatorPass.fetchGradient(discriminatorWeights, discriminatorGradient);

    discriminatorOptimiser.step(discriminatorGradient, learningRate);
    generatorOptimiser.step(generatorGradient, generatorLearningRate);
    Map<String, Double> losses = new LinkedHashMap<>();
    losses.put(DiscriminatorPasses.TOTAL, discriminatorPass.scalar(DiscriminatorPasses.TOTAL));
    losses.put(DiscriminatorPasses.LABELLED, discriminatorPass.scalar(DiscriminatorPasses.LABELLED));
    losses.put(GENERATOR_LOSS, generatorPass.scalar(GENERATOR_LOSS));
    return losses;
  }

  @Override
  public void close() {
    generatorPass.close();
    discriminatorPass.close();
    parallel.close();
  }
}
