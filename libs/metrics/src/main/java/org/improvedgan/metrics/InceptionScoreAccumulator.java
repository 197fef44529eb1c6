package org.improvedgan.metrics;

import java.util.List;
import java.util.function.LongToIntFunction;
import java.util.stream.Stream;

/**
 * Scores images as they come, in order, without keeping them: the number of images is known beforehand, so each row
 * goes straight into the statistics of its split, shuffled or not. Not safe for several threads.
 */
public final class InceptionScoreAccumulator {

  private final long samples;
  private final InceptionScoreProtocol protocol;
  private final LongToIntFunction splitOfEach;
  private final List<InceptionScoreStatistics> splits;
  private long added;

  /**
   * By the original protocol with another number of splits and another classifier.
   *
   * @param samples number of rows that will be added
   * @param splits number of contiguous splits, 1 to {@code samples}
   * @param classes width of one row
   * @throws IllegalArgumentException with fewer rows than splits, because an empty split has no score
   */
  public InceptionScoreAccumulator(long samples, int splits, int classes) {
    this(samples, InceptionScore.originalFor(splits, classes));
  }

  /**
   * By any protocol.
   *
   * @param samples number of rows that will be added, at least {@code protocol.splits()}
   * @throws IllegalArgumentException with fewer rows than splits, because an empty split has no score
   */
  public InceptionScoreAccumulator(long samples, InceptionScoreProtocol protocol) {
    this.samples = samples;
    this.protocol = protocol;
    splitOfEach = protocol.splitOfEach(samples);
    splits = Stream.generate(() -> new InceptionScoreStatistics(protocol.classes())).limit(protocol.splitsOf(samples))
        .toList();
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
    return InceptionScore.ofSplits(splits, protocol.ddof());
  }

  private InceptionScoreStatistics next() {
    if (added == samples) {
      throw new IllegalStateException("All " + samples + " images have been added already.");
    }
    return splits.get(splitOfEach.applyAsInt(added++));
  }
}
