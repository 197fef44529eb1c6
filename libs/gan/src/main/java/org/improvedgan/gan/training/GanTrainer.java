package org.improvedgan.gan.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.improvedgan.gan.GeneratorLoss;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.engine.Engine;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.layers.WithReference;
import org.improvedgan.gan.losses.AdversarialLoss;
import org.improvedgan.gan.losses.FeatureMatchingLoss;
import org.improvedgan.gan.losses.SemiSupervisedLoss;
import org.improvedgan.gan.networks.Network;
import org.improvedgan.gan.optimisation.Parallel;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The steps of one iteration (section 5): one for the discriminator, then one or more for the generator against the
 * updated discriminator. All batches are flat arrays of examples as the discriminator's input has them.
 */
public final class GanTrainer implements AutoCloseable {
  private static final String GENERATOR_LOSS = "generator.loss";
  private static final String REFERENCE = "z.reference";
  /** Networks without noise ask for none. */
  private static final NoiseSource NO_NOISE = (noise, target) -> {
    throw new IllegalStateException("This pass has no noise, but " + noise.name() + " was asked for.");
  };

  private final Settings settings;
  private final Engine engine;
  private final Network generator;
  private final Network discriminator;
  private final int classes;
  /** Whether the generator's loss looks at real images. */
  private final boolean matching;
  private final GanState state;
  private final Parallel parallel;
  private final EffectiveWeights generatorWeights;
  private final EffectiveWeights discriminatorWeights;
  private final Optimiser generatorOptimiser;
  private final Optimiser discriminatorOptimiser;
  private final Pass generate;
  private final DiscriminatorPasses discriminatorPasses;
  private final Pass featuresPass;
  private final Pass generatorPass;
  private final Pass classifyPass;
  /** Of the last steps. */
  final float[] discriminatorGradient;
  final float[] generatorGradient;
  private final float[] features;
  private float[] reference = new float[0];
  /** Logits of the last discriminator step, [labelled, unlabelled, generated]. */
  final float[] logits;

  /**
   * A trainer of the networks whose parameters the state holds; {@link #refresh} after anyone else changes them.
   *
   * @param classes logits of an example
   */
  public GanTrainer(Engine engine, Network generator, Network discriminator, int classes, Settings settings,
      GanState state) {
    this.settings = settings;
    this.engine = engine;
    this.generator = generator;
    this.discriminator = discriminator;
    this.classes = classes;
    this.state = state;
    matching = settings.generatorLoss().matchesFeatures() || settings.featureMatchingWeight() > 0;
    parallel = new Parallel(engine.threads());
    generatorWeights = new EffectiveWeights(generator, state.generator.weights, parallel);
    discriminatorWeights = new EffectiveWeights(discriminator, state.discriminator.weights, parallel);
    generatorOptimiser = Optimiser.ofGenerator(state, settings, parallel);
    discriminatorOptimiser = Optimiser.ofDiscriminator(state, settings, parallel);
    discriminatorGradient = new float[state.discriminator.weights.trainable()];
    generatorGradient = new float[state.generator.weights.trainable()];
    logits = new float[3 * settings.batchSize() * classes];
    generate = generatePass();
    // Maps take so much memory that all passes at once would double the process; dense layers like large batches.
    boolean stacked = discriminator.input().size() == 1;
    discriminatorPasses = new DiscriminatorPasses(engine, discriminator, discriminatorWeights, settings,
        classes, stacked);
    featuresPass = matching ? featuresPass() : null;
    features = new float[matching ? settings.batchSize() * discriminator.featureSize() : 0];
    generatorPass = generatorPass();
    classifyPass = classifyPass();
    refresh();
  }

  /** The images of a batch of z, through the reference batch too where the generator has virtual batch norm. */
  private SDVariable generated(Graph graph) {
    SDVariable z = graph.input("z", settings.batchSize(), settings.latentSize());
    return generator.hasReference() ? generator.apply(graph, WithReference.of(
        z, graph.input(REFERENCE, settings.referenceBatch(), settings.latentSize()))) : generator.apply(graph, z);
  }

  private void send(Pass pass, float[] z) {
    pass.input("z", z);
    if (generator.hasReference()) {
      pass.input(REFERENCE, reference);
    }
  }

  /** Sets the batch of z that virtual batch norm refers to, once and for all; others have none. */
  public void refer(float[] referenceZ) {
    reference = referenceZ;
  }

  private Pass generatePass() {
    Graph graph = Graph.training(settings.batchSize(), 1);
    return Pass.forward(engine, graph, Map.of("images", generated(graph)));
  }

  /** The features of real images: they do not depend on the generator, so no gradient runs through this pass. */
  private Pass featuresPass() {
    Graph graph = Graph.training(settings.batchSize(), 1);
    SDVariable images = graph.input("images", discriminator.inputShape(settings.batchSize()));
    return Pass.forward(engine, graph, Map.of("features", discriminator.features(graph, images)));
  }

  private Pass generatorPass() {
    Graph graph = Graph.training(settings.batchSize(), 1);
    SDVariable features = discriminator.features(graph, generated(graph));
    SDVariable loss;
    if (settings.generatorLoss().matchesFeatures()) {
      loss = matchingLoss(graph, features, settings.generatorLoss());
    } else {
      SDVariable verdict = discriminator.classify(graph, features);
      loss = adversarialLoss(graph, classes == 1 ? SemiSupervisedLoss.ofOneLogit(graph.sd(), verdict) : verdict);
      if (matching) {
        loss = loss.add(
            matchingLoss(graph, features, GeneratorLoss.FEATURE_MATCHING).mul(settings.featureMatchingWeight()));
      }
    }
    return Pass.gradient(engine, graph, Map.of(GENERATOR_LOSS, loss), loss, generatorWeights);
  }

  private SDVariable matchingLoss(Graph graph, SDVariable generated, GeneratorLoss form) {
    SDVariable real = graph.input("features", settings.batchSize(), discriminator.featureSize());
    return switch (form) {
      case FEATURE_MATCHING_L1 -> FeatureMatchingLoss.meanOfAbsoluteValues(graph.sd(), generated, real);
      case FEATURE_MATCHING_L2 -> FeatureMatchingLoss.squaredL2Norm(generated, real);
      default -> FeatureMatchingLoss.meanOfSquares(generated, real);
    };
  }

  private SDVariable adversarialLoss(Graph graph, SDVariable logits) {
    return switch (settings.generatorLoss()) {
      case MINIMAX -> AdversarialLoss.minimax(graph.sd(), logits);
      case SMOOTHED_TARGET -> AdversarialLoss.smoothedTarget(graph.sd(), logits, settings.labelSmoothing());
      default -> AdversarialLoss.nonSaturating(graph.sd(), logits);
    };
  }

  private Pass classifyPass() {
    Graph graph = Graph.quiet(settings.batchSize());
    SDVariable images = graph.input("images", discriminator.inputShape(settings.batchSize()));
    return Pass.forward(engine, graph, Map.of("logits", discriminator.apply(graph, images)));
  }

  /** Computes what depends on the parameters again, after someone else changed them. */
  public void refresh() {
    generatorWeights.compute(state.generator.weights.values());
    discriminatorWeights.compute(state.discriminator.weights.values());
  }

  /** Sets scales and biases of the discriminator from real images, so that every layer begins with unit variance. */
  public void initialiseDiscriminator(float[] images, NoiseSource noise) {
    initialise(discriminator, discriminatorWeights, state.discriminator.weights, images, noise);
  }

  /** The same for what the generator has of such layers, from a batch of z. */
  public void initialiseGenerator(float[] z, NoiseSource noise) {
    initialise(generator, generatorWeights, state.generator.weights, z, noise);
  }

  private void initialise(
      Network network, EffectiveWeights effective, Weights weights, float[] examples, NoiseSource noise) {
    int rows = examples.length / network.inputSize();
    Graph graph = Graph.training(rows, 1);
    SDVariable output = network.initialise(graph, graph.input("examples", network.inputShape(rows)));
    Map<String, SDVariable> wanted = new LinkedHashMap<>(graph.recorded());
    wanted.keySet().removeIf(name -> !weights.has(name));
    if (wanted.isEmpty()) {
      return;
    }
    wanted.put("output", output);
    try (Pass pass = Pass.forward(engine, graph, wanted)) {
      pass.send(effective);
      pass.input("examples", examples);
      pass.run(noise);
      wanted.keySet().stream().filter(weights::has)
          .forEach(name -> pass.fetch(name, weights.values(), weights.offset(name)));
    }
    effective.compute(weights.values());
  }

  /** Images for a batch of z, into {@code target[offset]} and on; batch norm uses this batch's statistics. */
  public void generate(float[] z, float[] target, int offset) {
    generate.send(generatorWeights);
    send(generate, z);
    generate.run(NO_NOISE);
    generate.fetch("images", target, offset);
  }

  /**
   * One step of the discriminator, and of the average of its parameters.
   *
   * @param images three batches: labelled, unlabelled, and room for the generated ones, which are written into it
   * @param labels one-hot labels of the first batch
   * @param z of the generated batch
   * @param noises of the passes over the labelled, the unlabelled and the generated batch
   * @return the losses by name
   */
  public Map<String, Double> discriminatorStep(
      float[] images, float[] labels, float[] z, List<NoiseSource> noises, double learningRate) {
    generate(z, images, 2 * settings.batchSize() * discriminator.inputSize());
    Map<String, Double> losses = discriminatorPasses.run(
        discriminatorWeights, images, labels, noises, discriminatorGradient, logits);
    discriminatorOptimiser.step(discriminatorGradient, learningRate);
    discriminatorWeights.compute(state.discriminator.weights.values());
    return losses;
  }

  /**
   * One step of the generator.
   *
   * @param images real ones whose features are to be matched; not read by the other losses
   * @param realNoise of the pass over these
   * @param noise of the pass over the generated ones
   * @return its loss, by name
   */
  public Map<String, Double> generatorStep(
      float[] z, float[] images, NoiseSource realNoise, NoiseSource noise, double learningRate) {
    if (matching) {
      featuresPass.send(discriminatorWeights);
      featuresPass.input("images", images);
      featuresPass.run(realNoise);
      featuresPass.fetch("features", features, 0);
      generatorPass.input("features", features);
    }
    generatorPass.send(generatorWeights);
    generatorPass.send(discriminatorWeights);
    send(generatorPass, z);
    generatorPass.run(noise);
    generatorPass.fetchGradient(generatorWeights, generatorGradient);
    generatorOptimiser.step(generatorGradient, learningRate);
    generatorWeights.compute(state.generator.weights.values());
    return Map.of(GENERATOR_LOSS, generatorPass.scalar(GENERATOR_LOSS));
  }

  /** Has {@link #classify} use these values of the discriminator's parameters, until {@link #refresh}. */
  public void classifyWith(float[] parameters) {
    discriminatorWeights.compute(parameters);
  }

  /** Logits of a batch without noise. */
  public void classify(float[] images, float[] target) {
    classifyPass.send(discriminatorWeights);
    classifyPass.input("images", images);
    classifyPass.run(NO_NOISE);
    classifyPass.fetch("logits", target, 0);
  }

  @Override
  public void close() {
    generate.close();
    discriminatorPasses.close();
    if (featuresPass != null) {
      featuresPass.close();
    }
    generatorPass.close();
    classifyPass.close();
    parallel.close();
  }
}
