package org.improvedgan.metrics;

import java.util.List;
import java.util.stream.Stream;

/**
 * Scores images as they come, in order, without keeping them: the number of images is known beforehand, so each row
 * goes straight into the statistics of its split. Not safe for several threads.
 */
public final class InceptionScoreAccumulator {

  private final long samples;
  private final List<InceptionScoreStatistics> splits;
  private long added;
  private int split;

  /**
   * @param samples number of rows that will be added
   * @param splits number of contiguous splits, 1 to {@code samples}
   * @param classes width of one row
   * @throws IllegalArgumentException with fewer rows than splits, because an empty split has no score
   */
  public InceptionScoreAccumulator(long samples, int splits, int classes) {
    if (splits < 1) {
      throw new IllegalArgumentException("The number of splits must be at least 1; it was " + splits + ".");
    }
    if (samples < splits) {
      throw new IllegalArgumentException("An Inception score over " + splits + " splits needs at least " + splits
          + " images, but there are " + samples + ": give more images or ask for fewer splits.");
    }
    this.samples = samples;
    this.splits = Stream.generate(() -> new InceptionScoreStatistics(classes)).limit(splits).toList();
  }

  /** Adds the logits of the next image. */
  public void add(float[] logits) {
    next().add(logits);
  }

  /** Adds the logits of the next image. */
  public void add(double[] logits) {
    next().add(logits);
  }

  /** Adds the class probabilities of the next image. */
  public void addProbabilities(double[] p) {
    next().addProbabilities(p);
  }

  /** Rows added so far. */
  public long added() {
    return added;
  }

  /**
   * The score of all rows.
   *
   * @throws IllegalStateException before all rows have been added
   */
  public InceptionScore score() {
    if (added != samples) {
      throw new IllegalStateException("Only " + added + " of " + samples + " images have been added.");
    }
    return InceptionScore.ofSplits(splits);
  }

  private InceptionScoreStatistics next() {
    if (added == samples) {
      throw new IllegalStateException("All " + samples + " images have been added already.");
    }
    while (added >= InceptionScore.splitStart(samples, splits.size(), split + 1)) {
      split++;
    }
    added++;
    return splits.get(split);
  }
}
