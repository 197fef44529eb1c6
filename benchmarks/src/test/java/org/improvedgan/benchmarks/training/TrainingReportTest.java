package org.improvedgan.benchmarks.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.process.Program;
import org.improvedgan.benchmarks.report.Machine;
import org.improvedgan.benchmarks.rounds.Measurement;
import org.improvedgan.benchmarks.rounds.Rounds;
import org.improvedgan.benchmarks.rounds.Row;
import org.junit.jupiter.api.Test;

class TrainingReportTest {
  private static final String PEER_LINE = "{\"experiment\": \"mnist-feature-matching\","
      + " \"implementation\": \"pytorch\", \"mode\": \"eager\", \"device\": \"cpu\", \"threads\": 1, \"iterations\": 50,"
      + " \"cpu_ms\": 80.5, \"wall_ms\": 81.25, \"peak_resident_mib\": 318.0, \"peak_device_mib\": null}";

  @Test
  void measurementsOfBothSidesAreReadAlike() {
    Measurement peer = Measurement.parse(PEER_LINE);

    assertThat(peer).isEqualTo(measurement(80.5, 81.25, 318, "pytorch", "eager"));
    assertThat(Measurement.parse(peer.toJson())).isEqualTo(peer);
    assertThatThrownBy(() -> Measurement.parse("Killed"))
        .isInstanceOf(BenchmarkException.class).hasMessageContaining("Killed");
    assertThatThrownBy(() -> Measurement.parse("{\"threads\": 1}")).isInstanceOf(BenchmarkException.class);
  }

  @Test
  void figuresAreMediansAndTheLastLineHasThemAll() throws Exception {
    List<Measurement> ours = List.of(ours(60, 61), ours(62, 63), ours(100, 99));
    List<Measurement> peer = List.of(peer(80, 82), peer(124, 126), peer(120, 121));
    List<Row> rows = new ArrayList<>(Row.compare("an iteration", ours, "PyTorch eager", peer, null));
    rows.addAll(Row.compare("an iteration", ours, "PyTorch compiled", List.of(), "no compiler"));
    TrainingReport report = new TrainingReport("training", "onnxruntime on cpu", "2.13.0",
        new Machine("processor", 2, "17", 0.1, "2026-11-22T00:00:00Z"), rows);

    JsonNode json = new ObjectMapper().readTree(report.toJson());
    assertThat(json.get("rows")).hasSize(6);
    JsonNode cpu = json.get("rows").get(0);
    assertThat(cpu.get("name").asText()).isEqualTo("mnist-feature-matching: CPU time of an iteration");
    assertThat(cpu.get("ours").asDouble()).isEqualTo(62);
    assertThat(cpu.get("peer").asDouble()).isEqualTo(120);
    assertThat(cpu.get("ratio").asDouble()).isEqualTo(0.517);
    assertThat(cpu.get("threads").asInt()).isEqualTo(1);
    assertThat(cpu.get("repetitions").asInt()).isEqualTo(3);
    assertThat(json.get("rows").get(3).get("skipped").asText()).isEqualTo("no compiler");
    assertThat(json.get("rows").get(3).has("ratio")).isFalse();
    assertThat(report.table().lines()).hasSize(4);
    assertThat(report.table()).contains("PyTorch compiled (skipped)").contains("0.52");
    assertThat(report.remarks()).containsExactly("PyTorch compiled was skipped: no compiler");
  }

  @Test
  void aBusyMachineIsRemarked() {
    TrainingReport report = new TrainingReport("training", "onnxruntime on cpu", "2.13.0",
        new Machine("processor", 2, "17", 3.5, "2026-11-22T00:00:00Z"), List.of());

    assertThat(report.remarks()).singleElement().asString().contains("load 3.50");
  }

  @Test
  void programsTakeTurnsAndOneThatFailsDropsOut() {
    Map<String, Program> programs = new LinkedHashMap<>();
    programs.put("ours", shell("echo '" + ours(60, 61).toJson() + "'"));
    programs.put("broken", shell("echo 'no such mode' >&2; exit 1"));
    programs.put("peer", shell("echo '" + PEER_LINE + "'"));
    ByteArrayOutputStream progress = new ByteArrayOutputStream();

    Rounds rounds = new Rounds(programs, "mnist", new PrintStream(progress, true, StandardCharsets.UTF_8));
    rounds.run(2);

    assertThat(rounds.of("ours")).hasSize(2);
    assertThat(rounds.of("peer")).hasSize(2);
    assertThat(rounds.of("broken")).isEmpty();
    assertThat(rounds.failure("broken")).contains("no such mode");
    assertThat(rounds.failure("ours")).isNull();
    List<String> order = progress.toString(StandardCharsets.UTF_8).lines()
        .map(line -> line.replaceAll(".*, (ours|peer|broken):.*", "$1")).toList();
    assertThat(order).containsExactly("ours", "broken", "peer", "peer", "ours");
  }

  @Test
  void withoutOurSideNothingElseIsRun() {
    Map<String, Program> programs = new LinkedHashMap<>();
    programs.put("ours", shell("exit 1"));
    programs.put("peer", shell("echo '" + PEER_LINE + "'"));

    Rounds rounds = new Rounds(programs, "mnist", new PrintStream(new ByteArrayOutputStream()));
    rounds.run(2);

    assertThat(rounds.failure("ours")).contains("failed");
    assertThat(rounds.of("peer")).isEmpty();
  }

  private static Program shell(String script) {
    return new Program(List.of("sh", "-c", script), Map.of());
  }

  private static Measurement ours(double cpu, double wall) {
    return measurement(cpu, wall, 500, "improved-gan", "onnxruntime");
  }

  private static Measurement peer(double cpu, double wall) {
    return measurement(cpu, wall, 318, "pytorch", "eager");
  }

  private static Measurement measurement(double cpu, double wall, double peak, String implementation, String mode) {
    return new Measurement(
        "mnist-feature-matching", implementation, mode, "cpu", 1, 50, cpu, wall, peak, null);
  }
}
