package org.improvedgan.cli.score;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.inference.OnnxGenerator;
import org.improvedgan.metrics.InceptionScore;
import org.improvedgan.metrics.InceptionScoreAccumulator;

/** The Inception score of a generator that a training has made, by the original protocol. */
public final class Scoring {

  private Scoring() {
  }

  /** The score of the first {@code count} images of a generator's sequence. */
  public static InceptionScore ofGenerator(OnnxGenerator generator, long seed, int count, int splits,
      OnnxClassifier classifier, Terminal terminal) {
    InceptionScoreAccumulator accumulator = new InceptionScoreAccumulator(count, splits, classifier.classes());
    // Nothing is cached, so digest, kind of z and threads do not matter.
    new Classification(classifier, 1, Optional.empty(), terminal).run(
        new GeneratorSource("the generator", generator, "", LatentKind.UNIFORM_0_1, seed, 1), count,
        (logits, features) -> accumulator.add(logits));
    return accumulator.score();
  }

  /** A score with what makes it comparable, for JSON. */
  public static Map<String, Object> fields(InceptionScore score, int samples, OnnxClassifier classifier) {
    return fields(score, samples, classifier.sha256());
  }

  static Map<String, Object> fields(InceptionScore score, int samples, String classifierSha256) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("mean", score.mean());
    fields.put("std", score.standardDeviation());
    fields.put("samples", samples);
    fields.put("splits", score.splitScores().size());
    fields.put("classifierSha256", classifierSha256);
    return fields;
  }
}
