package org.improvedgan.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.improvedgan.benchmarks.report.Machine;
import org.junit.jupiter.api.Test;

class MemoryReportTest {
  private static final double BOUND = 2;
  private static final Machine MACHINE = new Machine("processor", 2, "17", 0.1, "2026-11-22T00:00:00Z");

  @Test
  void flatMemoryPassesThoughOneSampleIsHigh() throws Exception {
    MemoryReport report = report(0, 0, 40);

    assertThat(report.flat()).isTrue();
    assertThat(report.verdict()).contains("stays flat").contains("from iteration 500 to 1500");
    JsonNode json = new ObjectMapper().readTree(report.toJson());
    assertThat(json.get("benchmark").asText()).isEqualTo("memory");
    assertThat(json.get("flat").asBoolean()).isTrue();
    assertThat(json.get("samples")).hasSize(5);
    assertThat(json.get("samples").get(1).get("iteration").asInt()).isEqualTo(750);
  }

  @Test
  void growthOfEitherKindFails() {
    MemoryReport resident = report(4, 0, 0);
    MemoryReport heap = report(0, 4, 0);

    assertThat(resident.flat()).isFalse();
    assertThat(resident.residentGrowthKib()).isEqualTo(4, within(1e-9));
    assertThat(resident.verdict()).contains("GROWS");
    assertThat(heap.flat()).isFalse();
    assertThat(heap.heapGrowthKib()).isEqualTo(4, within(1e-9));
  }

  /** Five samples, 250 iterations apart, growing by so many KiB an iteration, one of them too high by so many MiB. */
  private static MemoryReport report(double residentKib, double heapKib, double outlierMib) {
    MemorySeries series = new MemorySeries();
    for (int i = 0; i < 5; i++) {
      series.add(500 + 250L * i, 400 + residentKib * 250 * i / 1024 + (i == 2 ? outlierMib : 0),
          60 + heapKib * 250 * i / 1024);
    }
    return MemoryReport.of("mnist-feature-matching", "onnxruntime on cpu", 1, series, BOUND, MACHINE);
  }
}
