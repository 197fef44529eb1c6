package org.improvedgan.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./gan up --until-evaluated N} as a script uses it. */
class UntilEvaluatedTest {

  @TempDir
  private Path folder;

  /** Epochs of some seconds: the run is far from its end, and keeps checkpoints until they are scored. */
  @Test
  void endsWithASummaryOnItsLastLine() throws Exception {
    try (RunningSystem system = RunningSystem.start(folder, RunningSystem.QUICK_SCORES, "--until-evaluated", "2",
        "--set", "epochs=30", "--set", "iterations-per-epoch=4000")) {
      system.awaitReady();
      List<ProcessHandle> family = system.family();
      assertThat(system.up().exitCode(Duration.ofMinutes(5))).as(system.up().standardError()).isZero();
      assertThat(system.up().standardOutput()).hasLineCount(1);
      JsonNode summary = new ObjectMapper().readTree(system.up().lastLine());
      assertThat(summary.get("experiment").asText()).isEqualTo("mnist-demo");
      assertThat(summary.get("dataset").asText()).isEqualTo("drawn-digits");
      JsonNode first = summary.at("/checkpoints/0");
      assertThat(first.get("id").asText()).isEqualTo(summary.get("run").asText() + "-e0001");
      assertThat(summary.at("/checkpoints/1/epoch").asInt()).isEqualTo(2);
      checkScore(first.get("inceptionScore"), summary.at("/realData/classifierSha256").asText());
      checkScore(summary.get("realData"), first.at("/inceptionScore/classifierSha256").asText());
      assertThat(summary.at("/realData/mean").asDouble()).as("real digits are told apart").isGreaterThan(8);
      assertThat(summary.at("/urls/evaluator").asText()).startsWith("http://127.0.0.1:");
      assertThat(family).as("processes that are left").noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void aRunThatCannotStartLeavesNothingBehind() throws Exception {
    // An installation without services: broker and database start, the trainer dies again and again.
    try (GanCommand up = GanCommand.start(folder, List.of("JAVA_OPTS=-Dgan.home=" + folder), "up", "--state",
        folder.resolve("state").toString(), "--set", "dataset=drawn-digits", "--port-offset",
        String.valueOf(RunningSystem.PORT_OFFSET))) {
      assertThat(up.exitCode(Duration.ofMinutes(3))).isEqualTo(1);
      assertThat(up.standardError()).containsPattern("gan: The \\S+ died 5 times in a row \\(exit code 1\\): its log "
          + "says why, see \\S+\\.log\\.");
      assertThat(ProcessHandle.allProcesses().filter(process -> process.info().commandLine().orElse("")
          .contains(folder.toString()))).as("processes that are left").isEmpty();
    }
  }

  private static void checkScore(JsonNode score, String classifier) {
    assertThat(score.get("mean").asDouble()).isBetween(1.0, 10.0);
    assertThat(score.get("std").asDouble()).isNotNegative();
    assertThat(score.get("samples").asInt()).isEqualTo(1000);
    assertThat(score.get("splits").asInt()).isEqualTo(10);
    assertThat(score.get("classifierSha256").asText()).hasSize(64).isEqualTo(classifier);
  }
}
