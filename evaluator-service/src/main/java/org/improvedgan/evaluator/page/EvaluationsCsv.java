package org.improvedgan.evaluator.page;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Evaluations, and runs, as tables. */
final class EvaluationsCsv {

  private static final String HEADER = "evaluation_id,subject,checkpoint_id,run_id,experiment,dataset,split,epoch,"
      + "iteration,inception_score_mean,inception_score_standard_deviation,split_scores,samples,splits,order,seed,"
      + "quantisation,classes,classifier_name,classifier_sha256,generator_sha256,best,completed_at,duration_seconds,"
      + "ddof,logits_bias,fid,fid_reference_id,fid_reference_samples,human_error_rate,human_judgements";
  private static final String RUNS_HEADER = "dataset,rank,run_id,experiment,checkpoints,best_checkpoint_id,epoch,"
      + "inception_score_mean,inception_score_standard_deviation,fid,human_error_rate,human_judgements,samples,splits,"
      + "ddof,order,seed,quantisation,classifier_name,classifier_sha256,logits_bias,evaluation_id";

  private EvaluationsCsv() {
  }

  static String of(List<EvaluationView> evaluations) {
    return Csv.of(HEADER, evaluations.stream().map(EvaluationsCsv::line));
  }

  static String runs(List<LeaderboardView> boards) {
    return Csv.of(RUNS_HEADER, boards.stream().flatMap(board -> board.runs().stream()).map(EvaluationsCsv::line));
  }

  private static List<Object> line(EvaluationView view) {
    EvaluationView.Protocol protocol = view.protocol();
    return Csv.fields(view.evaluationId(), view.subject(), view.checkpointId(), view.runId(), view.experiment(),
        view.dataset(), view.split(), view.epoch(), view.iteration(), view.inceptionScore().mean(),
        view.inceptionScore().standardDeviation(),
        view.inceptionScore().splitScores().stream().map(String::valueOf).collect(Collectors.joining(" ")),
        protocol.samples(), protocol.splits(), protocol.order(), protocol.seed(), protocol.quantisation(),
        protocol.classes(), protocol.classifierName(), protocol.classifierSha256(), view.generatorSha256(),
        view.best(), view.completedAt(), view.durationSeconds(), protocol.ddof(), protocol.logitsBias(),
        of(view.fid(), EvaluationView.Fid::value), of(view.fid(), EvaluationView.Fid::referenceId),
        of(view.fid(), EvaluationView.Fid::referenceSamples), of(view.human(), EvaluationView.Human::errorRate),
        of(view.human(), EvaluationView.Human::judgements));
  }

  private static List<Object> line(LeaderboardView.Run run) {
    EvaluationView best = run.best();
    EvaluationView.Protocol protocol = best.protocol();
    return Csv.fields(best.dataset(), run.rank(), run.runId(), best.experiment(), run.checkpoints(),
        best.checkpointId(), best.epoch(), best.inceptionScore().mean(), best.inceptionScore().standardDeviation(),
        of(best.fid(), EvaluationView.Fid::value), of(best.human(), EvaluationView.Human::errorRate),
        of(best.human(), EvaluationView.Human::judgements), protocol.samples(), protocol.splits(), protocol.ddof(),
        protocol.order(), protocol.seed(), protocol.quantisation(), protocol.classifierName(),
        protocol.classifierSha256(), protocol.logitsBias(), best.evaluationId());
  }

  private static <T, F> F of(T part, Function<T, F> field) {
    return Optional.ofNullable(part).map(field).orElse(null);
  }
}
