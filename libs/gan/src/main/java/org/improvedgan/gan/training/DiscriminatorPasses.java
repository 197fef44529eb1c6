package org.improvedgan.gan.training;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.engine.Engine;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Noise;
import org.improvedgan.gan.losses.SemiSupervisedLoss;
import org.improvedgan.gan.networks.Network;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The discriminator's loss on a labelled, an unlabelled and a generated batch, and its gradient (section 5). Each batch
 * goes through the discriminator in a pass of its own, and the loss is a sum over the passes; so there are two ways to
 * compute the same:
 *
 * <ul>
 *   <li>all passes stacked into one batch, which is faster where layers are dense;
 *   <li>one pass after the other through the same graph, the gradients added up, for which the memory of one batch is
 *       enough: for convolutions, whose maps are large.
 * </ul>
 */
final class DiscriminatorPasses implements AutoCloseable {
  static final String TOTAL = "discriminator.loss";
  static final String LABELLED = "discriminator.loss.labelled";
  static final String UNLABELLED = "discriminator.loss.unlabelled";

  /** Labelled, unlabelled, generated. */
  private static final int PASSES = 3;

  private final Pass pass;
  private final int batch;
  private final int imageSize;
  private final int classes;
  private final int stacked;
  private final double labelledWeight;
  private final double unlabelledWeight;
  private final float[] part;

  /**
   * Compiles the passes.
   *
   * @param classes logits of an example
   * @param stacked whether all passes go through at once
   */
  DiscriminatorPasses(Engine engine, Network network, EffectiveWeights weights, Settings settings, int classes,
      boolean stacked) {
    batch = settings.batchSize();
    this.imageSize = network.inputSize();
    this.classes = classes;
    this.stacked = stacked ? PASSES : 1;
    labelledWeight = settings.labelledWeight();
    unlabelledWeight = settings.unlabelledWeight();
    Graph graph = Graph.training(batch, this.stacked);
    SDVariable images = graph.input("images", network.inputShape((long) this.stacked * batch));
    SDVariable labels = graph.input("labels", batch, classes);
    SDVariable logits = network.apply(graph, images);
    SDVariable judged = classes == 1 ? SemiSupervisedLoss.ofOneLogit(graph.sd(), logits) : logits;
    SDVariable[] rows = stacked ? graph.sd().split(judged, PASSES, 0) : new SDVariable[] {judged, judged, judged};
    List<SDVariable> losses = List.of(
        SemiSupervisedLoss.labelled(graph.sd(), rows[0], labels),
        SemiSupervisedLoss.unlabelledReal(graph.sd(), rows[1], settings.labelSmoothing()),
        SemiSupervisedLoss.unlabelledGenerated(graph.sd(), rows[2]));
    Map<String, SDVariable> wanted = new LinkedHashMap<>();
    List<SDVariable> shares = new ArrayList<>();
    for (int i = 0; i < PASSES; i++) {
      wanted.put("loss" + i, losses.get(i));
      shares.add(losses.get(i).mul(graph.input("share" + i, 1)));
    }
    wanted.put("logits", logits);
    SDVariable total = shares.get(0).add(shares.get(1)).add(shares.get(2)).sum();
    pass = Pass.gradient(engine, graph, wanted, total, weights);
    part = new float[stacked ? 0 : weights.gradientSize()];
  }

  /**
   * Runs the passes.
   *
   * @param images the three batches
   * @param labels one-hot labels of the first
   * @param noises one for each batch
   * @param gradient becomes the gradient by the trained parameters
   * @param logits becomes the logits of the three batches
   * @return the losses by name
   */
  Map<String, Double> run(EffectiveWeights weights, float[] images, float[] labels, List<NoiseSource> noises,
      float[] gradient, float[] logits) {
    pass.send(weights);
    pass.input("labels", labels);
    double[] losses = new double[PASSES];
    // Without labels nobody asks for the first batch, where it can be left out.
    int begin = labelledWeight == 0 && stacked == 1 ? 1 : 0;
    for (int first = begin; first < PASSES; first += stacked) {
      pass.input("images", images, first * batch * imageSize);
      for (int i = 0; i < PASSES; i++) {
        pass.input("share" + i, new float[] {share(i, first)});
      }
      pass.run(stackedNoise(noises.subList(first, first + stacked)));
      for (int i = first; i < first + stacked; i++) {
        losses[i] = pass.scalar("loss" + i);
      }
      pass.fetch("logits", logits, first * batch * classes);
      if (first == begin) {
        pass.fetchGradient(weights, gradient);
      } else {
        pass.fetchGradient(weights, part);
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] += part[i];
        }
      }
    }
    double unlabelled = losses[1] + losses[2];
    Map<String, Double> result = new LinkedHashMap<>();
    if (labelledWeight > 0) {
      result.put(TOTAL, labelledWeight * losses[0] + unlabelledWeight * unlabelled);
      result.put(LABELLED, losses[0]);
    } else {
      result.put(TOTAL, unlabelledWeight * unlabelled);
    }
    result.put(UNLABELLED, unlabelled);
    return result;
  }

  /** What a pass's loss counts in the run of the passes from {@code first} on. */
  private float share(int pass, int first) {
    boolean runs = first <= pass && pass < first + stacked;
    return runs ? (float) (pass == 0 ? labelledWeight : unlabelledWeight) : 0;
  }

  /** Noise for stacked passes, each from its own source. */
  private NoiseSource stackedNoise(List<NoiseSource> sources) {
    return (noise, target) -> {
      int size = noise.size() / stacked;
      for (int i = 0; i < sources.size(); i++) {
        FloatBuffer ofPass = target.slice(i * size, size);
        sources.get(i).fill(new Noise(noise.name(), noise.kind(), noise.amount(), size), ofPass);
      }
    };
  }

  @Override
  public void close() {
    pass.close();
  }
}
