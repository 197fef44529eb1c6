package org.improvedgan.gan;

import java.util.Map;
import java.util.Optional;

/**
 * What the paper reports of an experiment, as it prints it.
 *
 * @param table where, such as {@code Table 1}
 * @param measure what the figures are
 * @param value the figure, where it has nothing to do with the number of labels
 * @param byLabels the figure by number of labelled images, in their order
 * @param ensembleByLabels that of an ensemble of ten models, by number of labelled images
 * @param iterations iterations of the paper's run; empty where it has no end
 */
public record PaperResults(String table, Measure measure, Optional<String> value, Map<Integer, String> byLabels,
    Map<Integer, String> ensembleByLabels, Optional<Long> iterations) {

  /** What a figure of the paper is. */
  public enum Measure {
    /** Wrong ones of the 10,000 test images of MNIST. */
    TEST_ERRORS,
    /** Wrong ones of the test images, in per cent. */
    TEST_ERROR_PERCENT,
    /** Inception score of 50,000 samples. */
    INCEPTION_SCORE,
    /** None: the paper shows samples. */
    SAMPLES
  }
}
