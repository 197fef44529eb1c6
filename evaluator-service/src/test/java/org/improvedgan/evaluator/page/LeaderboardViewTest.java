package org.improvedgan.evaluator.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.improvedgan.evaluator.board.HumanBoard;
import org.improvedgan.events.v1.EvaluatedCheckpoint;
import org.improvedgan.events.v1.EvaluatedDataset;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.FrechetDistance;
import org.improvedgan.events.v1.InceptionScore;
import org.improvedgan.events.v1.ScoreProtocol;
import org.junit.jupiter.api.Test;

class LeaderboardViewTest {

  @Test
  void runsAreRankedByTheirBestCheckpoint() {
    List<LeaderboardView> boards = LeaderboardView.of(List.of(
        view("a", 1, 2.0, 10, null), view("b", 1, 3.0, 10, null), view("a", 2, 4.0, 10, null),
        view("a", 3, 3.5, 10, null), real(), view("c", 1, 9.0, 5, null)));
    assertThat(boards).hasSize(2);
    LeaderboardView board = boards.get(0);
    assertThat(board.dataset()).isEqualTo("mnist");
    assertThat(board.protocol().splits()).isEqualTo(10);
    assertThat(board.humanCorrelation()).isNull();
    assertThat(board.runs()).extracting(LeaderboardView.Run::runId).containsExactly("a", "b");
    assertThat(board.runs()).extracting(LeaderboardView.Run::rank).containsExactly(1, 2);
    assertThat(board.runs().get(0).checkpoints()).isEqualTo(3);
    assertThat(board.runs().get(0).best().checkpointId()).isEqualTo("a-e2");
    assertThat(board.runs().get(0).best().fid().value()).isEqualTo(2.5);
    assertThat(EvaluationsCsv.runs(boards).lines()).hasSize(4).element(1).asString()
        .startsWith("mnist,1,a,,3,a-e2,2,4.0,0.0,2.5,,,0,10,0,");
  }

  @Test
  void scoresAndAnswersAreCorrelatedOverThreeCheckpointsAndMore() {
    assertThat(LeaderboardView.of(List.of(view("a", 1, 1, 10, 0.1), view("a", 2, 2, 10, 0.2),
        view("a", 3, 3, 10, null))).get(0).humanCorrelation()).isNull();
    HumanCorrelation correlation = LeaderboardView.of(List.of(view("a", 1, 1, 10, 0.1), view("a", 2, 2, 10, 0.2),
        view("b", 1, 3, 10, 0.25), view("b", 2, 5, 10, null))).get(0).humanCorrelation();
    assertThat(correlation.checkpoints()).isEqualTo(3);
    assertThat(correlation.spearman()).isCloseTo(1, within(1e-15));
  }

  @Test
  void nothingIsCorrelatedWithWhatIsAlwaysTheSame() {
    assertThat(HumanCorrelation.of(new double[] {1, 2, 3}, new double[] {0.5, 0.5, 0.5})).isEmpty();
    assertThat(HumanCorrelation.of(new double[] {1, 2}, new double[] {1, 2})).isEmpty();
  }

  private static EvaluationView view(String run, int epoch, double score, int splits, Double error) {
    return EvaluationView.of(EvaluationCompleted.newBuilder()
        .setCheckpoint(EvaluatedCheckpoint.newBuilder().setDataset("mnist").setRunId(run).setEpoch(epoch)
            .setCheckpointId(run + "-e" + epoch))
        .setProtocol(ScoreProtocol.newBuilder().setSplits(splits))
        .setInceptionScore(InceptionScore.newBuilder().setMean(score))
        .setFid(FrechetDistance.newBuilder().setValue(2.5))
        .build(), false, Optional.ofNullable(error).map(rate -> new HumanBoard.Verdict(rate, 100, 4, 1)));
  }

  private static EvaluationView real() {
    return EvaluationView.of(EvaluationCompleted.newBuilder()
        .setDataset(EvaluatedDataset.newBuilder().setDataset("mnist")).build(), false, Optional.empty());
  }
}
