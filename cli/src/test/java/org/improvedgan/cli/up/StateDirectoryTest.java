package org.improvedgan.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.improvedgan.cli.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

  @TempDir
  private Path folder;

  @Test
  void aSecondSystemIsToldWhereTheFirstIs() throws IOException {
    try (StateDirectory first = StateDirectory.open(folder, false)) {
      new SystemFile(4711, "", "run", Map.of("evaluator", "http://127.0.0.1:8082"), Map.of()).write(first.path());
      assertThatThrownBy(() -> StateDirectory.open(folder, false)).isInstanceOf(UserError.class)
          .hasMessageStartingWith("A system is already running in " + folder
              + " (process 4711, http://127.0.0.1:8082): use it");
    }
    StateDirectory again = StateDirectory.open(folder, false);
    again.close();
    again.close();
  }

  @Test
  void filesOfSomebodyElseAreLeftAlone() throws IOException {
    Path thesis = Files.writeString(folder.resolve("thesis.tex"), "years of work");
    assertThatThrownBy(() -> StateDirectory.open(folder, false)).isInstanceOf(UserError.class)
        .hasMessageContaining("holds files that are no part of a system");
    assertThat(thesis).hasContent("years of work");
  }

  @Test
  void aNewSystemStartsAfreshAndContinueKeepsWhatIsThere() throws IOException {
    try (StateDirectory state = StateDirectory.open(folder, false)) {
      Files.createDirectories(state.kafka());
      Files.writeString(state.kafka().resolve("log"), "messages");
      new RunFile("run-1", "mnist-demo", "mnist", 5).write(state.path());
    }
    try (StateDirectory state = StateDirectory.open(folder, true)) {
      assertThat(state.kafka().resolve("log")).hasContent("messages");
      assertThat(RunFile.read(state.path())).hasValue(new RunFile("run-1", "mnist-demo", "mnist", 5));
    }
    try (StateDirectory state = StateDirectory.open(folder, false)) {
      assertThat(state.kafka()).doesNotExist();
      assertThat(RunFile.read(state.path())).isEmpty();
    }
  }

  @Test
  void whatAKilledSystemLeftBehindIsStopped() throws Exception {
    Process leftover = new ProcessBuilder("sleep", "600").start();
    try {
      Map<String, SystemFile.RunningProcess> processes =
          Map.of("trainer", SystemFile.RunningProcess.of(leftover.toHandle()));
      new SystemFile(4711, "", "run", Map.of(), processes).write(folder);
      StateDirectory.open(folder, false).close();
      assertThat(leftover.isAlive()).isFalse();
    } finally {
      leftover.destroyForcibly();
    }
  }

  @Test
  void aProcessThatOnlyGotTheSameNumberIsLeftAlone() throws Exception {
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      Map<String, SystemFile.RunningProcess> processes =
          Map.of("trainer", new SystemFile.RunningProcess(stranger.pid(), "2001-01-01T00:00:00Z"));
      new SystemFile(4711, "", "run", Map.of(), processes).write(folder);
      StateDirectory.open(folder, false).close();
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }
}
