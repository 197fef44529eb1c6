package org.improvedgan.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.improvedgan.cli.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in processes of their own, which are stopped in mid-epoch. */
class StopAndResumeTest {

  private static final int ITERATIONS = 300;
  private static final int SIGTERM = 143;

  @TempDir
  private Path parent;

  private final TinyRun gan = new TinyRun();

  /** Once by SIGTERM and once by SIGKILL: in the end there are the bytes of a run that was never stopped. */
  @Test
  void aRunThatIsStoppedTwiceEndsAsOneThatIsNot() throws Exception {
    Path whole = parent.resolve("whole");
    assertThat(gan.train(TinyRun.arguments(ITERATIONS, "--epochs", "2", "--out", whole.toString()))).isZero();

    Path folder = parent.resolve("stopped");
    // Saved at every iteration, so that the signal surely comes in mid-epoch.
    Process first = start(
        TinyRun.arguments(ITERATIONS, "--epochs", "2", "--save-every", "0", "--out", folder.toString()));
    await(first, () -> Files.exists(folder.resolve("result.json")) && pausedAt(folder) > ITERATIONS);
    first.destroy();
    assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(first.exitValue()).isEqualTo(SIGTERM);
    assertThat(Files.readString(parent.resolve("said"))).contains("Stopped: go on with ./gan train --resume " + folder);
    long stoppedAt = pausedAt(folder);
    assertThat(stoppedAt).isBetween((long) ITERATIONS, 2L * ITERATIONS);

    Process second = start("--resume", folder.toString(), "--threads", "1", "--save-every", "0");
    await(second, () -> pausedAt(folder) > stoppedAt);
    second.destroyForcibly().waitFor();

    assertThat(gan.train("--resume", folder.toString(), "--threads", "1")).as(gan.said()).isZero();
    assertThat(gan.said()).contains("Going on with iteration ");
    assertThat(TinyRun.lastState(folder)).isEqualTo(TinyRun.lastState(whole));
    assertThat(folder.resolve("log.jsonl")).content().hasLineCount(2);
  }

  /** Between its beginning and its first checkpoint a run has nothing but what it is to be. */
  @Test
  void withoutAWholeStateTheNewestCheckpointServesOrTheBeginning() throws IOException {
    Path folder = parent.resolve("run");
    assertThat(gan.train(TinyRun.arguments(2, "--epochs", "1", "--out", folder.toString()))).isZero();
    Files.write(folder.resolve("state.bin"), new byte[100]);
    assertThat(gan.train("--resume", folder.toString())).isZero();
    assertThat(gan.said()).contains("state.bin is left aside, for it is damaged.", "Going on with ", "-e0001 in ");

    byte[] state = TinyRun.lastState(folder);
    Path young = Files.createDirectories(parent.resolve("young"));
    Files.copy(folder.resolve("run.json"), young.resolve("run.json"));
    assertThat(gan.train("--resume", young.toString(), "--threads", "1")).isZero();
    assertThat(gan.said()).contains("Beginning anew in " + young);
    assertThat(TinyRun.lastState(young)).isEqualTo(state);
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
        "-Xmx512m", "-cp", System.getProperty("java.class.path"), Main.class.getName(), "train"));
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(parent.resolve("said").toFile()).start();
  }

  private static void await(Process child, BooleanSupplier reached) throws InterruptedException {
    for (int i = 0; i < 6000 && !reached.getAsBoolean(); i++) {
      assertThat(child.isAlive()).as("the training still runs").isTrue();
      Thread.sleep(10);
    }
  }

  private static long pausedAt(Path folder) {
    return OutputFolder.existing(folder).run().pausedAt();
  }
}
