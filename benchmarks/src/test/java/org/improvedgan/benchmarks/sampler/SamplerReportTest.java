package org.improvedgan.benchmarks.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.report.Machine;
import org.junit.jupiter.api.Test;

class SamplerReportTest {
  private static final Machine MACHINE = new Machine("processor", 2, "17", 0.1, "2026-11-26T00:00:00Z");
  private static final Load LOAD = new Load(20_000, 16, 50_000);

  @Test
  void figuresAreMediansBesideThePeerAndTheLimit() throws Exception {
    SamplerReport report = report(List.of(figures(3000, 8), figures(6000, 9), figures(4500, 7)),
        List.of(figures(1500, 4), figures(1500, 4)), List.of(10.0, 10.0, 10.0));

    JsonNode json = new ObjectMapper().readTree(report.toJson());
    JsonNode calls = json.get("rows").get(0);
    assertThat(calls.get("name").asText()).isEqualTo("calls of one image");
    assertThat(calls.get("ours").asDouble()).isEqualTo(4500);
    assertThat(calls.get("peer").asDouble()).isEqualTo(1500);
    assertThat(calls.get("ratio").asDouble()).isEqualTo(3);
    assertThat(calls.get("iterations").asInt()).isEqualTo(20_000);
    JsonNode limit = json.get("rows").get(Measure.values().length);
    assertThat(limit.get("peerName").asText()).isEqualTo("direct ONNX Runtime");
    assertThat(limit.get("ratio").asDouble()).isEqualTo(0.8);
    assertThat(limit.get("iterations").asInt()).isEqualTo(50_000);
    assertThat(report.table().lines()).hasSize(Measure.values().length + 2);
    assertThat(report.remarks()).containsExactly("At least 3.00 times the calls/s of the peer: yes.",
        "One stream, at least 0.70 times the images/s of direct calls: yes.");
    assertThat(report.exitCode()).isZero();
  }

  @Test
  void eachBoundCanBeBroken() {
    List<Map<Measure, Double>> ours = List.of(figures(4499, 8));
    assertThat(report(ours, List.of(figures(1500, 4)), List.of(10.0)).exitCode()).isEqualTo(1);
    assertThat(report(ours, List.of(figures(1000, 4)), List.of(10.0)).exitCode()).isZero();
    assertThat(report(ours, List.of(figures(1000, 4)), List.of(11.5)).exitCode()).isEqualTo(1);
    assertThat(report(ours, List.of(), List.of(11.5)).exitCode()).isEqualTo(1);
  }

  @Test
  void withoutAPeerItsBoundCannotBeJudged() {
    SamplerReport report = report(List.of(figures(4500, 8)), List.of(), List.of(10.0));

    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.remarks().get(0)).isEqualTo(
        "At least 3.00 times the calls/s of the peer: cannot be judged. No Python");
    assertThat(report.rows().get(0).skipped()).isEqualTo("No Python");
    assertThat(report.toJson()).doesNotContain("callsKept");
  }

  @Test
  void percentilesAreThoseOfTheCalls() {
    Client.Calls calls = new Client.Calls(2, new long[] {1_000_000, 2_000_000, 3_000_000, 40_000_000});

    assertThat(calls.perSecond()).isEqualTo(2);
    assertThat(calls.percentileMs(0.5)).isEqualTo(2);
    assertThat(calls.percentileMs(0.95)).isEqualTo(40);
  }

  @Test
  void imagesAreTheSameWithinOneLevelOfFewPixels() {
    byte[] ours = new byte[5000];
    byte[] peer = ours.clone();
    peer[7] = 1;
    assertThat(SamePixels.compare(ours, peer)).isEqualTo(new SamePixels(5000, 1));
    peer[7] = 2;
    assertThatThrownBy(() -> SamePixels.compare(ours, peer)).isInstanceOf(BenchmarkException.class);
    byte[] many = ours.clone();
    Arrays.fill(many, 0, 6, (byte) 1);
    assertThatThrownBy(() -> SamePixels.compare(ours, many)).isInstanceOf(BenchmarkException.class);
    assertThatThrownBy(() -> SamePixels.compare(ours, new byte[4999])).isInstanceOf(BenchmarkException.class);
  }

  private static SamplerReport report(List<Map<Measure, Double>> ours, List<Map<Measure, Double>> peer,
      List<Double> direct) {
    return SamplerReport.of(peer.isEmpty() ? "No Python" : "Python 3", "batches of 64", MACHINE, 3, 0.7, LOAD,
        new SamplerReport.Rounds(ours, peer, direct));
  }

  private static Map<Measure, Double> figures(double calls, double images) {
    Map<Measure, Double> figures = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      figures.put(measure, measure == Measure.CALLS ? calls : images);
    }
    return figures;
  }
}
