package org.improvedgan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.improvedgan.cli.console.Terminal;
import org.junit.jupiter.api.Test;

class MainTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, 80, System::nanoTime);

  @Test
  void wrongUsageIsTwoAndOneLine() {
    assertThat(run("nonsense")).isEqualTo(2);
    assertThat(said()).isEqualTo("gan: Unmatched argument at index 0: 'nonsense'. See: gan --help\n");
  }

  @Test
  void noCommandIsWrongUsage() {
    assertThat(run()).isEqualTo(2);
    assertThat(said()).isEqualTo("gan: A command is missing. See: gan --help\n");
  }

  @Test
  void anUnknownExperimentIsOneSentenceThatListsTheOthers() {
    assertThat(run("up", "--experiment", "no-such")).isEqualTo(1);
    assertThat(said()).startsWith("gan: There is no experiment no-such").contains("mnist-demo").endsWith(".\n")
        .hasLineCount(1);
  }

  @Test
  void anUnknownSettingIsOneSentence() {
    assertThat(run("up", "--set", "epoch=3")).isEqualTo(1);
    assertThat(said()).startsWith("gan: ").contains("epoch").hasLineCount(1);
  }

  @Test
  void moreCheckpointsThanEpochsIsWrongUsage() {
    assertThat(run("up", "--set", "epochs=2", "--until-evaluated", "3")).isEqualTo(2);
    assertThat(said()).startsWith("gan: The run has 2 epochs").contains("--set epochs=3");
  }

  private int run(String... args) {
    return Main.commandLine(terminal).execute(args);
  }

  private String said() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
