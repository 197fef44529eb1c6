package org.improvedgan.humaneval.pool;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.source.Classifiers;
import org.improvedgan.humaneval.source.Generator;
import org.improvedgan.humaneval.source.SampledCheckpoint;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.metrics.InceptionContributions;
import org.jboss.logging.Logger;

/**
 * The images of a seed that contribute most to its Inception score: the best 1 % of 50,000 in the paper's section 6.2.
 * Neither images nor logits of so many fit into memory: images are classified as they come and forgotten, since the
 * same seed and index give them again.
 */
@ApplicationScoped
class TopShare {
  private static final Logger LOG = Logger.getLogger(TopShare.class);

  private final Generator generator;
  private final Classifiers classifiers;

  TopShare(Generator generator, Classifiers classifiers) {
    this.generator = generator;
    this.classifiers = classifiers;
  }

  /**
   * Chooses among images 0 to {@code top.of() - 1} of the seed; takes minutes.
   *
   * @return indices in random order, so that the first few are as good as the last
   * @throws Refusal without sampler or classifier
   */
  long[] choose(SampledCheckpoint checkpoint, long seed, Arm.Top top) {
    try (var classifier = classifiers.open(checkpoint.dataset(), checkpoint.shape());
        var logits = new LogitFile(classifier.classes())) {
      LOG.infof("Choosing the best %s %% of %d images of %s with %s.", top.percent(), top.of(),
          checkpoint.checkpointId(), classifier.manifest().name());
      var step = wholeBatches(classifier, Generator.callSize(checkpoint.shape()));
      while (logits.rows() < top.of()) {
        var indices = LongStream.range(logits.rows(), Math.min(top.of(), logits.rows() + step)).toArray();
        var images = generator.patiently(() -> generator.draw(checkpoint, seed, indices));
        for (var row : classifier.logits(
            classifier.manifest().input().channels() == images.shape().channels() ? images : images.toRgb())) {
          logits.add(row);
        }
      }
      return shuffled(InceptionContributions.ofLogits(logits.rows(), logits::row).best(top.images()));
    } catch (IllegalArgumentException e) {
      throw new Refusal(Reason.UNAVAILABLE, "The best images of " + checkpoint.checkpointId()
          + " cannot be chosen: " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw new Refusal(Reason.UNAVAILABLE, "The best images of " + checkpoint.checkpointId() + " cannot be chosen ("
          + e.getCause().getMessage() + "): make room in " + System.getProperty("java.io.tmpdir") + ".", e);
    }
  }

  /** Sums in single precision can depend on the batch: an image must get the same logits however the work is cut. */
  private static int wholeBatches(OnnxClassifier classifier, int callSize) {
    var batch = classifier.manifest().batch();
    return Math.max(1, callSize / batch) * batch;
  }

  private static long[] shuffled(int[] best) {
    List<Integer> order = Arrays.asList(Arrays.stream(best).boxed().toArray(Integer[]::new));
    Collections.shuffle(order, new SecureRandom());
    return order.stream().mapToLong(Integer::longValue).toArray();
  }
}
