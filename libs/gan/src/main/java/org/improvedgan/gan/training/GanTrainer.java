package org.improvedgan.gan.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.improvedgan.gan.GeneratorLoss;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.engine.Engine;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.losses.AdversarialLoss;
import org.improvedgan.gan.losses.FeatureMatchingLoss;
import org.improvedgan.gan.losses.SemiSupervisedLoss;
import org.improvedgan.gan.networks.Network;
import org.improvedgan.gan.optimisation.Adam;
import org.improvedgan.gan.optimisation.ParameterAverage;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The steps of one iteration (section 5): one for the discriminator, then one or more for the generator against the
 * updated discriminator. All batches are flat arrays of [examples, pixels] in [0, 1].
 *
 * <p>The passes of one step go through the discriminator stacked into one batch. That is the same computation, because
 * its layers look at each example alone; minibatch discrimination, which does not, keeps the passes apart.
 */
public final class GanTrainer implements AutoCloseable {
  private static final String LABELLED_LOSS = "discriminator.loss.labelled";
  private static final String UNLABELLED_LOSS = "discriminator.loss.unlabelled";
  private static final String DISCRIMINATOR_LOSS = "discriminator.loss";
  private static final String GENERATOR_LOSS = "generator.loss";

  private final Settings settings;
  private final Engine engine;
  private final Network discriminatorNetwork;
  private final int pixels;
  private final int classes;
  /** Whether the generator's loss looks at real images. */
  private final boolean matching;
  private final GanState state;
  private final Adam adam;
  private final ParameterAverage average;
  private final ParameterAverage generatorAverage;
  private final Pass generate;
  private final Pass discriminatorPass;
  private final Pass generatorPass;
  private final Pass classifyPass;
  /** Of the last steps. */
  final float[] discriminatorGradient;
  final float[] generatorGradient;
  /** Logits of the last discriminator step, [labelled, unlabelled, generated]. */
  final float[] logits;

  public GanTrainer(Engine engine, Network generator, Network discriminator, int pixels, int classes,
      Settings settings, GanState state) {
    this.settings = settings;
    this.engine = engine;
    this.discriminatorNetwork = discriminator;
    this.pixels = pixels;
    this.classes = classes;
    this.state = state;
    matching = settings.generatorLoss() == GeneratorLoss.FEATURE_MATCHING || settings.featureMatchingWeight() > 0;
    adam = new Adam(settings.beta1(), settings.beta2(), settings.epsilon());
    average = new ParameterAverage(settings.averageRate());
    generatorAverage = new ParameterAverage(settings.generatorAverageRate());
    discriminatorGradient = new float[state.discriminator.trainable()];
    generatorGradient = new float[state.generator.trainable()];
    logits = new float[3 * settings.batchSize() * classes];
    generate = generatePass(generator);
    discriminatorPass = discriminatorPass();
    generatorPass = generatorPass(generator);
    classifyPass = classifyPass();
  }

  private Graph graph(int rows, int passes, boolean noisy) {
    return new Graph(DataType.FLOAT, rows, passes, noisy);
  }

  private Pass generatePass(Network generator) {
    Graph graph = graph(settings.batchSize(), 1, true);
    SDVariable z = graph.input("z", settings.batchSize(), settings.latentSize());
    return Pass.forward(engine, graph, Map.of("images", generator.apply(graph, z)));
  }

  private Pass discriminatorPass() {
    int batch = settings.batchSize();
    Graph graph = graph(batch, 3, true);
    SDVariable images = graph.input("images", 3L * batch, pixels);
    SDVariable labels = graph.input("labels", batch, classes);
    SDVariable all = discriminatorNetwork.apply(graph, images);
    SDVariable[] parts = graph.sd().split(all, 3, 0);
    SDVariable labelled = SemiSupervisedLoss.labelled(graph.sd(), parts[0], labels);
    SDVariable unlabelled = SemiSupervisedLoss.unlabelled(graph.sd(), parts[1], parts[2]);
    SDVariable total = SemiSupervisedLoss.total(labelled, unlabelled, settings.unlabelledWeight());
    return Pass.gradient(
        engine,
        graph,
        Map.of(LABELLED_LOSS, labelled, UNLABELLED_LOSS, unlabelled, DISCRIMINATOR_LOSS, total, "logits", all),
        total,
        state.discriminator);
  }

  private Pass generatorPass(Network generator) {
    int batch = settings.batchSize();
    Graph graph = graph(batch, matching ? 2 : 1, true);
    SDVariable z = graph.input("z", batch, settings.latentSize());
    SDVariable generated = generator.apply(graph, z);
    SDVariable loss = matching
        ? matchingLoss(graph, generated) : adversarialLoss(graph, discriminatorNetwork.apply(graph, generated));
    return Pass.gradient(engine, graph, Map.of(GENERATOR_LOSS, loss), loss, state.generator);
  }

  /** Feature matching, alone or added to an adversarial loss; real images go through the discriminator first. */
  private SDVariable matchingLoss(Graph graph, SDVariable generated) {
    SDVariable real = graph.input("images", settings.batchSize(), pixels);
    SDVariable features = discriminatorNetwork.features(graph, graph.sd().concat(0, real, generated));
    SDVariable[] parts = graph.sd().split(features, 2, 0);
    SDVariable matching = FeatureMatchingLoss.meanOfSquares(parts[1], parts[0]);
    if (settings.generatorLoss() == GeneratorLoss.FEATURE_MATCHING) {
      return matching;
    }
    graph.keepPasses(1);
    SDVariable logits = discriminatorNetwork.classify(graph, parts[1]);
    return adversarialLoss(graph, logits).add(matching.mul(settings.featureMatchingWeight()));
  }

  private SDVariable adversarialLoss(Graph graph, SDVariable logits) {
    return settings.generatorLoss() == GeneratorLoss.MINIMAX
        ? AdversarialLoss.minimax(graph.sd(), logits) : AdversarialLoss.nonSaturating(graph.sd(), logits);
  }

  private Pass classifyPass() {
    Graph graph = graph(settings.batchSize(), 1, false);
    SDVariable images = graph.input("images", settings.batchSize(), pixels);
    return Pass.forward(engine, graph, Map.of("logits", discriminatorNetwork.apply(graph, images)));
  }

  /** Sets scales and biases of the discriminator from real images, so that every layer begins with unit variance. */
  public void initialise(float[] images, NoiseSource noise) {
    int rows = images.length / pixels;
    Graph graph = graph(rows, 1, true);
    SDVariable input = graph.input("images", rows, pixels);
    Map<String, SDVariable> wanted = new LinkedHashMap<>();
    SDVariable output = discriminatorNetwork.initialise(graph, input);
    wanted.putAll(graph.recorded());
    wanted.put("logits", output);
    try (Pass pass = Pass.forward(engine, graph, wanted)) {
      Weights weights = state.discriminator;
      pass.send(weights, weights.values());
      pass.input("images", images);
      pass.run(noise);
      graph.recorded().keySet().forEach(name -> pass.fetch(name, weights.values(), weights.offset(name)));
    }
  }

  /** Images for a batch of z, into {@code target[offset]} and on; batch norm uses this batch's statistics. */
  public void generate(float[] z, float[] target, int offset) {
    generate.send(state.generator, state.generator.values());
    generate.input("z", z);
    generate.run(NO_NOISE);
    generate.fetch("images", target, offset);
  }

  /**
   * One step of the discriminator, and of the average of its parameters.
   *
   * @param images three batches: labelled, unlabelled, and room for the generated ones, which are written into it
   * @param labels one-hot labels of the first batch
   * @param z of the generated batch
   * @return the losses by name
   */
  public Map<String, Double> discriminatorStep(
      float[] images, float[] labels, float[] z, NoiseSource noise, double learningRate) {
    generate(z, images, 2 * settings.batchSize() * pixels);
    Weights weights = state.discriminator;
    discriminatorPass.send(weights, weights.values());
    discriminatorPass.input("images", images);
    discriminatorPass.input("labels", labels);
    discriminatorPass.run(noise);
    discriminatorPass.fetchGradients(weights, discriminatorGradient);
    discriminatorPass.fetch("logits", logits, 0);
    average.take(state.average, weights.values());
    adam.step(weights.values(), discriminatorGradient, state.discriminatorMoment1, state.discriminatorMoment2,
        ++state.discriminatorSteps, learningRate);
    Map<String, Double> losses = new LinkedHashMap<>();
    for (String name : List.of(DISCRIMINATOR_LOSS, LABELLED_LOSS, UNLABELLED_LOSS)) {
      losses.put(name, discriminatorPass.scalar(name));
    }
    return losses;
  }

  /**
   * One step of the generator.
   *
   * @param images real ones whose features are to be matched; not read by the other losses
   * @return its loss, by name
   */
  public Map<String, Double> generatorStep(float[] z, float[] images, NoiseSource noise, double learningRate) {
    Weights weights = state.generator;
    generatorPass.send(weights, weights.values());
    generatorPass.send(state.discriminator, state.discriminator.values());
    generatorPass.input("z", z);
    if (matching) {
      generatorPass.input("images", images);
    }
    generatorPass.run(noise);
    generatorPass.fetchGradients(weights, generatorGradient);
    generatorAverage.take(state.generatorAverage, weights.values());
    adam.step(weights.values(), generatorGradient, state.generatorMoment1, state.generatorMoment2,
        ++state.generatorSteps, learningRate);
    return Map.of(GENERATOR_LOSS, generatorPass.scalar(GENERATOR_LOSS));
  }

  /** Logits of a batch without noise, by the discriminator with these values of its parameters. */
  public void classify(float[] parameters, float[] images, float[] target) {
    classifyPass.send(state.discriminator, parameters);
    classifyPass.input("images", images);
    classifyPass.run(NO_NOISE);
    classifyPass.fetch("logits", target, 0);
  }

  /** The generator without noise asks for none. */
  private static final NoiseSource NO_NOISE = (noise, target) -> {
    throw new IllegalStateException("This pass has no noise, but " + noise.name() + " was asked for.");
  };

  @Override
  public void close() {
    generate.close();
    discriminatorPass.close();
    generatorPass.close();
    classifyPass.close();
  }
}
