package org.improvedgan.evaluator.page;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Evaluations as comma-separated values (RFC 4180), one a line below the names of the columns. */
final class EvaluationsCsv {

  private static final String HEADER = "evaluation_id,subject,checkpoint_id,run_id,experiment,dataset,split,epoch,"
      + "iteration,inception_score_mean,inception_score_standard_deviation,split_scores,samples,splits,order,seed,"
      + "quantisation,classes,classifier_name,classifier_sha256,generator_sha256,best,completed_at,duration_seconds";

  private EvaluationsCsv() {
  }

  static String of(List<EvaluationView> evaluations) {
    return Stream.concat(Stream.of(HEADER), evaluations.stream().map(EvaluationsCsv::line))
        .collect(Collectors.joining("\r\n", "", "\r\n"));
  }

  private static String line(EvaluationView view) {
    EvaluationView.Protocol protocol = view.protocol();
    return Stream.of(view.evaluationId(), view.subject(), view.checkpointId(), view.runId(), view.experiment(),
            view.dataset(), view.split(), view.epoch(), view.iteration(), view.inceptionScore().mean(),
            view.inceptionScore().standardDeviation(),
            view.inceptionScore().splitScores().stream().map(String::valueOf).collect(Collectors.joining(" ")),
            protocol.samples(), protocol.splits(), protocol.order(), protocol.seed(), protocol.quantisation(),
            protocol.classes(), protocol.classifierName(), protocol.classifierSha256(), view.generatorSha256(),
            view.best(), view.completedAt(), view.durationSeconds())
        .map(EvaluationsCsv::field)
        .collect(Collectors.joining(","));
  }

  private static String field(Object value) {
    String text = value == null ? "" : value.toString();
    return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
