package org.improvedgan.cli.score;

import java.util.LinkedHashMap;
import java.util.Map;
import org.improvedgan.cli.console.ProgressBar;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.images.Images;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.inference.OnnxGenerator;
import org.improvedgan.metrics.InceptionScore;
import org.improvedgan.metrics.InceptionScoreAccumulator;

/** Runs images through a classifier and scores what it says. */
public final class Scoring {

  private static final int PIECE = 512;

  private Scoring() {
  }

  /** The score of the first {@code count} images of a generator's sequence. */
  public static InceptionScore ofGenerator(OnnxGenerator generator, long seed, int count, int splits,
      OnnxClassifier classifier, Terminal terminal) {
    return score(ImageSource.ofGenerator("the generator", generator, seed), count, splits, classifier, terminal);
  }

  static InceptionScore score(ImageSource source, int count, int splits, OnnxClassifier classifier, Terminal terminal) {
    InceptionScoreAccumulator accumulator = new InceptionScoreAccumulator(count, splits, classifier.classes());
    ProgressBar bar = new ProgressBar(terminal, "Scoring");
    for (int done = 0; done < count; done += PIECE) {
      Images images = source.read(done, Math.min(PIECE, count - done));
      for (float[] logits : classifier.logits(images)) {
        accumulator.add(logits);
      }
      bar.update(done + images.count(), count, "");
    }
    bar.close();
    return accumulator.score();
  }

  /** A score with what makes it comparable, for JSON. */
  public static Map<String, Object> fields(InceptionScore score, int samples, OnnxClassifier classifier) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("mean", score.mean());
    fields.put("std", score.standardDeviation());
    fields.put("samples", samples);
    fields.put("splits", score.splitScores().size());
    fields.put("classifierSha256", classifier.sha256());
    return fields;
  }
}
