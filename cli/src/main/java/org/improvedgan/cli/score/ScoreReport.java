package org.improvedgan.cli.score;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.inference.ClassifierManifest;
import org.improvedgan.metrics.InceptionScore;

/**
 * All scores of a set, each with the protocol that makes it comparable.
 *
 * @param subject the set that is scored
 * @param reference the set that it is compared with, if any
 * @param notes what could not be computed, and what to mind
 */
record ScoreReport(Scored subject, Optional<Scored> reference, ClassifierManifest classifier, ScoreProtocol protocol,
    Optional<InceptionScore> score, Optional<Comparison> comparison, KernelOptions kernel, List<String> notes) {

  /**
   * A set as it was taken.
   *
   * @param cached whether the classifier's outputs came from the cache
   */
  record Scored(String name, int samples, boolean cached) {

    private Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("subject", name);
      fields.put("samples", samples);
      fields.put("cached", cached);
      return fields;
    }
  }

  /** One line for each score. */
  String text() {
    List<String> lines = new ArrayList<>();
    String judge = "classifier " + classifier.name() + " " + classifier.sha256().substring(0, 12);
    score.ifPresent(is -> lines.add(line("Inception score %.4f ± %.4f  (%d images of %s; %s; %s)", is.mean(),
        is.standardDeviation(), subject.samples(), subject.name(), judge, protocol.description())));
    comparison.ifPresent(compared -> {
      String sets = line("%d images of %s against %d of %s; features of %s", subject.samples(), subject.name(),
          reference.orElseThrow().samples(), reference.orElseThrow().name(), judge);
      compared.frechet().ifPresent(fid -> lines.add(line("FID %.4f  (%s)", fid.value(), sets)));
      compared.kernel().ifPresent(kid -> lines.add(line("KID %.6f ± %.6f  (%d subsets of %d, seed %d; %s)", kid.mean(),
          kid.standardDeviation(), kernel.subsets, kernel.size, kernel.seed, sets)));
      compared.precision().ifPresent(pr -> lines.add(line("Precision %.4f, recall %.4f  (k = %d, closed balls; %s)",
          pr.precision(), pr.recall(), Comparison.PRECISION_NEIGHBOUR, sets)));
      compared.density().ifPresent(dc -> lines.add(line("Density %.4f, coverage %.4f  (k = %d, open balls; %s)",
          dc.density(), dc.coverage(), Comparison.DENSITY_NEIGHBOUR, sets)));
    });
    return String.join(System.lineSeparator(), lines);
  }

  /** One object, for programs. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>(subject.fields());
    fields.put("classifier", classifier.name());
    fields.put("classifierSha256", classifier.sha256());
    score.ifPresent(is -> {
      Map<String, Object> one = Scoring.fields(is, subject.samples(), classifier.sha256());
      one.put("protocol", protocol.fields());
      fields.put("inceptionScore", one);
      fields.put("splitScores", is.splitScores());
    });
    reference.ifPresent(other -> fields.put("against", other.fields()));
    comparison.ifPresent(compared -> {
      int width = classifier.features().orElseThrow().width();
      compared.frechet().ifPresent(fid -> fields.put("fid", ordered("value", fid.value(), "features", width)));
      compared.kernel().ifPresent(kid -> fields.put("kid", ordered("mean", kid.mean(), "std", kid.standardDeviation(),
          "subsets", kernel.subsets, "subsetSize", kernel.size, "seed", kernel.seed, "features", width)));
      compared.precision().ifPresent(pr -> fields.put("precisionRecall", ordered("precision", pr.precision(),
          "recall", pr.recall(), "k", Comparison.PRECISION_NEIGHBOUR, "balls", "closed", "features", width)));
      compared.density().ifPresent(dc -> fields.put("densityCoverage", ordered("density", dc.density(),
          "coverage", dc.coverage(), "k", Comparison.DENSITY_NEIGHBOUR, "balls", "open", "features", width)));
    });
    fields.put("notes", notes);
    return fields;
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }
}
