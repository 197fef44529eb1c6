package org.improvedgan.cli.up;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.improvedgan.events.v1.EvaluationCompleted;

/** The JSON object that {@code ./gan up --until-evaluated N} ends with. */
final class UpSummary {

  private static final ObjectMapper JSON = new ObjectMapper();

  private UpSummary() {
  }

  /** One line of JSON. */
  static String of(String run, String experiment, String dataset, RunStatus status, Map<String, String> urls)
      throws JsonProcessingException {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("run", run);
    summary.put("experiment", experiment);
    summary.put("dataset", dataset);
    List<Map<String, Object>> checkpoints = status.scores().stream().map(UpSummary::checkpoint).toList();
    summary.put("checkpoints", checkpoints);
    status.realData().ifPresent(real -> {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("dataset", real.getDataset().getDataset());
      fields.put("split", real.getDataset().getSplit());
      fields.putAll(score(real));
      summary.put("realData", fields);
    });
    summary.put("urls", urls);
    return JSON.writeValueAsString(summary);
  }

  private static Map<String, Object> checkpoint(EvaluationCompleted evaluation) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", evaluation.getCheckpoint().getCheckpointId());
    fields.put("epoch", evaluation.getCheckpoint().getEpoch());
    fields.put("inceptionScore", score(evaluation));
    return fields;
  }

  private static Map<String, Object> score(EvaluationCompleted evaluation) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("mean", evaluation.getInceptionScore().getMean());
    fields.put("std", evaluation.getInceptionScore().getStandardDeviation());
    fields.put("samples", evaluation.getProtocol().getSamples());
    fields.put("splits", evaluation.getProtocol().getSplits());
    fields.put("classifierSha256", evaluation.getProtocol().getClassifierSha256());
    return fields;
  }
}
