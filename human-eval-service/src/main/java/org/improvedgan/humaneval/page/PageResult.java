package org.improvedgan.humaneval.page;

import java.time.Instant;
import java.util.List;

/**
 * What a rater learns after the answers are locked.
 *
 * @param wrong judgements that differ from the truth
 * @param judgements in the order of the images
 */
public record PageResult(Instant submittedAt, int wrong, List<LabelledJudgement> judgements) {

  /**
   * One image's truth and answer.
   *
   * @param position from 0
   */
  public record LabelledJudgement(int position, boolean generated, boolean judgedGenerated) {
  }
}
