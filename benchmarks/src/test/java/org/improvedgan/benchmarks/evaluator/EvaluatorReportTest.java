package org.improvedgan.benchmarks.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.improvedgan.benchmarks.report.Machine;
import org.improvedgan.benchmarks.rounds.Measurement;
import org.improvedgan.benchmarks.rounds.Row;
import org.junit.jupiter.api.Test;

class EvaluatorReportTest {
  private static final Machine MACHINE = new Machine("processor", 2, "17", 0.1, "2026-11-26T00:00:00Z");

  @Test
  void throughputIsThatOfTheMedianRoundAndMoreIsBetter() throws Exception {
    EvaluatorReport report = EvaluatorReport.of("2.13.0", MACHINE, 1.4, rows(100));

    JsonNode json = new ObjectMapper().readTree(report.toJson());
    assertThat(json.get("rows")).hasSize(8);
    JsonNode speed = json.get("rows").get(0);
    assertThat(speed.get("name").asText()).isEqualTo("inception: throughput");
    assertThat(speed.get("peerName").asText()).isEqualTo("PyTorch eager (batches of 32)");
    // 1000 ms divided by the median of 50, 60 and 40 ms, and of 100 ms.
    assertThat(speed.get("ours").asDouble()).isEqualTo(20);
    assertThat(speed.get("peer").asDouble()).isEqualTo(10);
    assertThat(speed.get("ratio").asDouble()).isEqualTo(2);
    assertThat(json.get("kept").asBoolean()).isTrue();
    assertThat(report.table().lines()).hasSize(4);
    assertThat(report.remarks()).containsExactly("At least 1.40 times the images/s of PyTorch eager: yes.",
        "PyTorch compiled, channels last, fused was skipped: no compiler");
  }

  @Test
  void aBoundThatIsMissedOrCannotBeJudgedIsSaidSo() {
    assertThat(EvaluatorReport.of("2.13.0", MACHINE, 1.4, rows(69)).kept()).isFalse();

    List<Row> alone = EvaluatorReport.rows(List.of(measurement(50, 8)), Peer.EAGER.title(), List.of(), "no torch");
    EvaluatorReport report = EvaluatorReport.of("no torch", MACHINE, 1.4, alone);
    assertThat(report.kept()).isNull();
    assertThat(report.remarks()).containsExactly("PyTorch eager was skipped: no torch");
  }

  @Test
  void theMemoryBoundIsBrokenAboveIt() {
    Measurement measured = measurement(50, 8);

    assertThat(MemoryBound.of(measured, 700, MACHINE).kept()).isTrue();
    MemoryBound broken = MemoryBound.of(measured, 699, MACHINE);
    assertThat(broken.kept()).isFalse();
    assertThat(broken.verdict()).contains("64 images").contains("700.0 MiB").contains("above the bound of 699 MiB");
    assertThat(broken.toJson()).contains("\"peakResidentMib\":700.0");
  }

  private static List<Row> rows(double peerMs) {
    List<Measurement> ours = List.of(measurement(50, 8), measurement(60, 8), measurement(40, 8));
    List<Row> rows = new ArrayList<>(
        EvaluatorReport.rows(ours, Peer.EAGER.title(), List.of(measurement(peerMs, 32)), null));
    rows.addAll(EvaluatorReport.rows(ours, Peer.COMPILED.title(), List.of(), "no compiler"));
    return rows;
  }

  private static Measurement measurement(double wallMs, int batch) {
    return new Measurement("inception", "any", "eager, batches of " + batch, "cpu", 2, 64, 2 * wallMs, wallMs, 700,
        null);
  }
}
