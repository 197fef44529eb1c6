package org.improvedgan.evaluator.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The runs whose scores may be compared, best first, as JSON.
 *
 * @param protocol of all their scores
 * @param humanCorrelation of score and human error rate over all checkpoints that have both; absent with fewer than
 *     three, or where one of the numbers is the same for all
 */
@JsonInclude(Include.NON_NULL)
public record LeaderboardView(String dataset, EvaluationView.Protocol protocol, List<Run> runs,
    HumanCorrelation humanCorrelation) {

  /**
   * A run and its best checkpoint.
   *
   * @param rank from 1
   * @param checkpoints of the run that were scored
   */
  public record Run(int rank, String runId, int checkpoints, EvaluationView best) {
  }

  /** One board for each dataset and protocol, that with the newest score at the end. */
  static List<LeaderboardView> of(List<EvaluationView> evaluations) {
    Map<Comparison, List<EvaluationView>> boards = new LinkedHashMap<>();
    for (EvaluationView evaluation : evaluations) {
      if (evaluation.generated()) {
        Comparison key = new Comparison(evaluation.dataset(), evaluation.protocol());
        List<EvaluationView> board = boards.getOrDefault(key, new ArrayList<>());
        boards.remove(key);
        boards.put(key, board);
        board.add(evaluation);
      }
    }
    return boards.entrySet().stream().map(board -> new LeaderboardView(board.getKey().dataset,
        board.getKey().protocol, runs(board.getValue()), correlation(board.getValue()))).toList();
  }

  private static List<Run> runs(List<EvaluationView> evaluations) {
    Map<String, List<EvaluationView>> byRun = new LinkedHashMap<>();
    evaluations.forEach(one -> byRun.computeIfAbsent(one.runId(), run -> new ArrayList<>()).add(one));
    Comparator<EvaluationView> score = Comparator.comparing(one -> one.inceptionScore().mean());
    List<EvaluationView> best = byRun.values().stream()
        .map(run -> run.stream().max(score).orElseThrow())
        .sorted(score.reversed()).toList();
    List<Run> runs = new ArrayList<>();
    best.forEach(one -> runs.add(new Run(runs.size() + 1, one.runId(), byRun.get(one.runId()).size(), one)));
    return runs;
  }

  private static HumanCorrelation correlation(List<EvaluationView> evaluations) {
    List<EvaluationView> judged = evaluations.stream().filter(one -> one.human() != null).toList();
    return HumanCorrelation.of(
        judged.stream().mapToDouble(one -> one.inceptionScore().mean()).toArray(),
        judged.stream().mapToDouble(one -> one.human().errorRate()).toArray()).orElse(null);
  }

  /** What two checkpoints must share for their scores to be compared. */
  private record Comparison(String dataset, EvaluationView.Protocol protocol) {
  }
}
