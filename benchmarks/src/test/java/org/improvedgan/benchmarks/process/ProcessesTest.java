package org.improvedgan.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.improvedgan.benchmarks.BenchmarkException;
import org.junit.jupiter.api.Test;

class ProcessesTest {
  @Test
  void memoryIsReadAsLinuxWritesIt() {
    ProcessStatus status = ProcessStatus.parse(List.of("Name:\tjava", "VmHWM:\t   3072 kB", "VmRSS:\t    2048 kB"));

    assertThat(status).isEqualTo(new ProcessStatus(2, 3));
    assertThatThrownBy(() -> ProcessStatus.parse(List.of("Name:\tjava")))
        .isInstanceOf(BenchmarkException.class).hasMessageContaining("VmRSS");
  }

  @Test
  void aProgramGivesItsLastLineOrTheReasonOfItsFailure() {
    Program good =
        new Program(List.of("sh", "-c", "echo first; echo $WORD; echo; echo no >&2"), Map.of("WORD", "last"));
    Program bad = new Program(List.of("sh", "-c", "echo out; echo because >&2; exit 3"), Map.of());

    assertThat(good.lastLine()).isEqualTo("last");
    assertThatThrownBy(bad::lastLine).isInstanceOf(BenchmarkException.class).hasMessage("sh failed: because");
    assertThatThrownBy(new Program(List.of("/nowhere/python"), Map.of())::lastLine)
        .isInstanceOf(BenchmarkException.class).hasMessageContaining("/nowhere/python cannot be run");
  }
}
