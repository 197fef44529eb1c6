package org.improvedgan.evaluator.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.improvedgan.evaluator.board.LatestScores.Key;
import org.improvedgan.events.v1.EvaluatedCheckpoint;
import org.improvedgan.events.v1.EvaluatedDataset;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.ScoreProtocol;
import org.junit.jupiter.api.Test;

class LatestScoresTest {

  private static EvaluationCompleted evaluation(String run, int epoch, int samples) {
    return EvaluationCompleted.newBuilder()
        .setCheckpoint(EvaluatedCheckpoint.newBuilder().setRunId(run).setEpoch(epoch))
        .setProtocol(ScoreProtocol.newBuilder().setClassifierName("digits").setSamples(samples)).build();
  }

  @Test
  void aLateScoreOfAnEarlierEpochChangesNothing() {
    assertThat(LatestScores.latest(List.of(evaluation("a", 2, 1000), evaluation("a", 3, 1000),
        evaluation("a", 1, 1000), evaluation("a", 7, 50_000)))).hasSize(2)
        .containsEntry(new Key("a", "digits", 1000), evaluation("a", 3, 1000))
        .containsEntry(new Key("a", "digits", 50_000), evaluation("a", 7, 50_000));
  }

  @Test
  void onlyTheRunsScoredLastAreKept() {
    List<EvaluationCompleted> evaluations = new ArrayList<>();
    for (int run = 0; run < 3 * LatestScores.RUNS; run++) {
      evaluations.add(evaluation("run-" + run, 1, 1000));
    }
    evaluations.add(evaluation("run-0", 2, 1000));
    evaluations.add(EvaluationCompleted.newBuilder().setDataset(EvaluatedDataset.getDefaultInstance()).build());
    assertThat(LatestScores.latest(evaluations).keySet()).hasSize(LatestScores.RUNS)
        .extracting(Key::run).contains("run-0", "run-29", "run-21").doesNotContain("run-20");
  }
}
