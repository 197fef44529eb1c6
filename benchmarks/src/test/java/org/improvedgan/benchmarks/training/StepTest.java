package org.improvedgan.benchmarks.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.improvedgan.benchmarks.rounds.Measurement;
import org.improvedgan.gan.engine.EngineKind;
import org.improvedgan.gan.engine.EngineOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepTest {
  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void aMeasuredIterationTakesTimeAndMemory(EngineKind engine) {
    Measurement measured = StepCommand.measure(Workload.MNIST, EngineOptions.of(engine, 1), 1, 2);

    assertThat(measured.mode()).isEqualTo(engine.toString());
    assertThat(measured.iterations()).isEqualTo(2);
    assertThat(measured.cpuMs()).isPositive();
    assertThat(measured.wallMs()).isPositive();
    // Parameters, moments and averages of both networks alone are 38 MiB.
    assertThat(measured.peakResidentMib()).isGreaterThan(38);
  }
}
