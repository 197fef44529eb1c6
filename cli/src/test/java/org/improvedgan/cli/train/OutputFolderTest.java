package org.improvedgan.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.improvedgan.cli.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {

  @TempDir
  private Path parent;

  @Test
  void keepsTheNewestCheckpoints() throws IOException {
    OutputFolder folder = OutputFolder.create(parent.resolve("run"));
    for (int epoch = 1; epoch <= 4; epoch++) {
      folder.writeCheckpoint("run-e000" + epoch, Map.of("state.bin", new byte[] {(byte) epoch}), 2);
    }
    try (var checkpoints = Files.list(folder.path().resolve("checkpoints"))) {
      assertThat(checkpoints.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("run-e0003",
          "run-e0004");
    }
    assertThat(OutputFolder.existing(folder.path()).latestCheckpoint()).hasValueSatisfying(
        latest -> assertThat(latest.resolve("state.bin")).hasBinaryContent(new byte[] {4}));
  }

  @Test
  void aHalfWrittenCheckpointIsNone() throws IOException {
    OutputFolder folder = OutputFolder.create(parent.resolve("run"));
    Files.createDirectories(folder.path().resolve("checkpoints/.run-e0001"));
    assertThat(folder.latestCheckpoint()).isEmpty();
    assertThatThrownBy(() -> OutputFolder.existing(folder.path())).isInstanceOf(UserError.class)
        .hasMessageStartingWith("There is no run in ");
  }

  @Test
  void aFolderWithFilesIsRefused() throws IOException {
    Files.writeString(parent.resolve("thesis.tex"), "years of work");
    assertThatThrownBy(() -> OutputFolder.create(parent)).isInstanceOf(UserError.class)
        .hasMessageContaining("is not empty");
  }

  @Test
  void aResumedRunWritesTheLogsLaterLinesAgain() {
    OutputFolder folder = OutputFolder.create(parent.resolve("run"));
    folder.log(Map.of("epoch", 1));
    folder.log(Map.of("epoch", 2));
    folder.log(Map.of("epoch", 3));
    folder.truncateLog(2);
    folder.log(Map.of("epoch", 3));
    assertThat(folder.path().resolve("log.jsonl")).hasContent("{\"epoch\":1}\n{\"epoch\":2}\n{\"epoch\":3}\n");
  }
}
