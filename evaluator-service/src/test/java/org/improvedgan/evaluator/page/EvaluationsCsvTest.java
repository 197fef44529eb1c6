package org.improvedgan.evaluator.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.improvedgan.events.v1.EvaluatedCheckpoint;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.ScoreProtocol;
import org.junit.jupiter.api.Test;

class EvaluationsCsvTest {

  @Test
  void fieldsWithCommasAndQuotesAreQuoted() {
    EvaluationCompleted evaluation = EvaluationCompleted.newBuilder()
        .setEvaluationId("a,b")
        .setCheckpoint(EvaluatedCheckpoint.newBuilder().setCheckpointId("say \"hi\"").setRunId("run"))
        .setProtocol(ScoreProtocol.newBuilder().setSeed(-1))
        .build();
    String csv = EvaluationsCsv.of(List.of(EvaluationView.of(evaluation, true, Optional.empty())));
    assertThat(csv.split("\r\n")).hasSize(2);
    assertThat(csv.split("\r\n")[1]).startsWith("\"a,b\",checkpoint,\"say \"\"hi\"\"\",run,")
        .contains(",18446744073709551615,").contains(",true,1970-01-01T00:00:00Z,");
  }
}
