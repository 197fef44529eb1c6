package org.improvedgan.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTokenTest {

  @TempDir
  private Path folder;

  @Test
  void theFirstStartMakesItAndFreshStartsKeepIt() throws IOException {
    String token;
    try (StateDirectory state = StateDirectory.open(folder, false)) {
      assertThat(AdminToken.read(state.path())).isEmpty();
      token = AdminToken.keep(state.path());
      assertThat(token).matches("[0-9a-f]{64}");
    }
    try (StateDirectory state = StateDirectory.open(folder, false)) {
      assertThat(AdminToken.keep(state.path())).isEqualTo(token);
      assertThat(AdminToken.read(folder)).contains(token);
    }
  }

  @Test
  void nobodyElseCanReadIt() throws IOException {
    AdminToken.keep(folder);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("admin-token"))))
        .isEqualTo("rw-------");
  }

  @Test
  void anEmptyFileIsNoToken() throws IOException {
    Files.writeString(folder.resolve("admin-token"), "\n");
    assertThat(AdminToken.read(folder)).isEmpty();
    assertThat(AdminToken.keep(folder)).hasSize(64).isEqualTo(AdminToken.read(folder).orElseThrow());
  }
}
