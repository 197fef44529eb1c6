package org.improvedgan.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.improvedgan.events.v1.EvaluatedCheckpoint;
import org.improvedgan.events.v1.EvaluatedDataset;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.InceptionScore;
import org.improvedgan.events.v1.ScoreProtocol;
import org.improvedgan.events.v1.TrainingProgressed;
import org.improvedgan.events.v1.TrainingProgressed.State;
import org.junit.jupiter.api.Test;

class RunStatusTest {

  private static final String RUN = "mnist-demo-20261122-190301";

  private final RunStatus status = new RunStatus(RUN, "mnist");

  @Test
  void eachCheckpointCountsOnce() {
    assertThat(status.accept(score(RUN, 2, 5.5))).isTrue();
    assertThat(status.accept(score(RUN, 2, 5.5))).isFalse();
    assertThat(status.accept(score(RUN, 1, 3.25))).isTrue();
    assertThat(status.scores()).extracting(score -> score.getCheckpoint().getEpoch()).containsExactly(1, 2);
  }

  @Test
  void otherRunsDoNotCount() {
    assertThat(status.accept(score("another", 1, 9))).isFalse();
    assertThat(status.accept(progress("another", State.FAILED, ""))).isFalse();
    assertThat(status.accept(realData("drawn-digits", "test"))).isFalse();
    assertThat(status.accept(realData("mnist", "train"))).isFalse();
    assertThat(status.scores()).isEmpty();
    assertThat(status.hopeless(1)).isEmpty();
  }

  @Test
  void enoughIsEnoughOnlyWithTheYardstick() {
    status.accept(score(RUN, 1, 3));
    status.accept(score(RUN, 2, 4));
    assertThat(status.evaluated(2)).isFalse();
    status.accept(realData("mnist", "test"));
    assertThat(status.evaluated(2)).isTrue();
    assertThat(status.evaluated(3)).isFalse();
  }

  @Test
  void aFailedRunIsHopeless() {
    status.accept(progress(RUN, State.RUNNING, ""));
    assertThat(status.hopeless(1)).isEmpty();
    status.accept(progress(RUN, State.FAILED, "").toBuilder().setMessage("The disk is full.").build());
    assertThat(status.hopeless(1)).hasValue("The training run failed: The disk is full.");
  }

  @Test
  void aCompleteRunWithTooFewCheckpointsIsHopeless() {
    status.accept(progress(RUN, State.CHECKPOINTED, RUN + "-e0001"));
    status.accept(progress(RUN, State.CHECKPOINTED, RUN + "-e0001"));
    status.accept(progress(RUN, State.COMPLETED, ""));
    assertThat(status.hopeless(1)).isEmpty();
    assertThat(status.hopeless(2)).hasValueSatisfying(reason -> assertThat(reason)
        .startsWith("The training run ended after 1 checkpoints, fewer than the 2 asked for"));
  }

  @Test
  void theSummaryHasTheDocumentedFields() throws Exception {
    status.accept(score(RUN, 2, 5.5));
    status.accept(score(RUN, 1, 3.25));
    status.accept(realData("mnist", "test"));
    String line = UpSummary.of(RUN, "mnist-demo", "mnist", status, Map.of("evaluator", "http://127.0.0.1:8082"));
    assertThat(line).doesNotContain("\n");
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.fieldNames()).toIterable()
        .containsExactly("run", "experiment", "dataset", "checkpoints", "realData", "urls");
    JsonNode second = json.at("/checkpoints/1");
    assertThat(second.get("id").asText()).isEqualTo(RUN + "-e0002");
    assertThat(second.get("epoch").asInt()).isEqualTo(2);
    assertThat(second.get("inceptionScore")).isEqualTo(new ObjectMapper()
        .readTree("{\"mean\":5.5,\"std\":0.125,\"samples\":10000,\"splits\":10,\"classifierSha256\":\"abc\"}"));
    assertThat(json.get("realData")).isEqualTo(new ObjectMapper().readTree("{\"dataset\":\"mnist\",\"split\":\"test\","
        + "\"mean\":9.5,\"std\":0.125,\"samples\":10000,\"splits\":10,\"classifierSha256\":\"abc\"}"));
  }

  @Test
  void theLiveLineNamesEpochAndTimeLeft() {
    TrainingProgressed event = progress(RUN, State.RUNNING, "").toBuilder().setEpoch(3).setEpochs(12).setIteration(1500)
        .setIterations(6000).setSecondsLeft(185).putMetrics("generator.loss", 1.25)
        .putMetrics("discriminator.loss", 0.5).putMetrics("test.error", 0.1).build();
    assertThat(Dashboard.live(event)).isEqualTo("Training [####............] epoch 4/12  3 min 05 s left  "
        + "discriminator 0.50, generator 1.25");
  }

  private static TrainingProgressed progress(String run, State state, String checkpoint) {
    return TrainingProgressed.newBuilder().setRunId(run).setState(state).setCheckpointId(checkpoint).build();
  }

  private static EvaluationCompleted score(String run, int epoch, double mean) {
    return scored(mean).setCheckpoint(EvaluatedCheckpoint.newBuilder().setRunId(run).setEpoch(epoch)
        .setCheckpointId(run + "-e000" + epoch)).build();
  }

  private static EvaluationCompleted realData(String dataset, String split) {
    return scored(9.5).setDataset(EvaluatedDataset.newBuilder().setDataset(dataset).setSplit(split)).build();
  }

  private static EvaluationCompleted.Builder scored(double mean) {
    return EvaluationCompleted.newBuilder()
        .setProtocol(ScoreProtocol.newBuilder().setSamples(10_000).setSplits(10).setClassifierSha256("abc"))
        .setInceptionScore(InceptionScore.newBuilder().setMean(mean).setStandardDeviation(0.125));
  }
}
