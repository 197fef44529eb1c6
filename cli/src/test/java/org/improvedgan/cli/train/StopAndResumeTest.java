package org.improvedgan.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.improvedgan.cli.Main;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in processes of their own, which are stopped in mid-epoch. */
class StopAndResumeTest {

  private static final int ITERATIONS = 600;
  private static final int SIGTERM = 143;

  @TempDir
  private static Path parent;
  private static byte[] uninterrupted;

  private final TinyRun gan = new TinyRun();

  @BeforeAll
  static void trainWithoutAStop() {
    Path whole = parent.resolve("whole");
    assertThat(new TinyRun().train(TinyRun.arguments(ITERATIONS, "--epochs", "2", "--out", whole.toString()))).isZero();
    uninterrupted = TinyRun.lastState(whole);
  }

  @Test
  void aKilledRunGoesOnFromItsLastSavedState() throws Exception {
    Path folder = parent.resolve("killed");
    Process child = start(folder, "--save-every", "0");
    await(child, () -> lines(folder) == 1 && Files.exists(folder.resolve("state.bin")));
    child.destroyForcibly().waitFor();
    assertThat(gan.train("--resume", folder.toString(), "--threads", "1")).as(gan.said()).isZero();
    assertThat(gan.said()).contains("Going on with iteration ");
    assertThat(TinyRun.lastState(folder)).isEqualTo(uninterrupted);
    assertThat(lines(folder)).isEqualTo(2);
  }

  @Test
  void aStoppedRunSavesItsStateAndSaysHowToGoOn() throws Exception {
    Path folder = parent.resolve("stopped");
    Process child = start(folder);
    await(child, () -> Files.exists(folder.resolve("result.json")));
    Thread.sleep(50);
    child.destroy();
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(SIGTERM);
    assertThat(Files.readString(parent.resolve("stopped.err"))).contains("Stopped: go on with ./gan train --resume ");
    assertThat(folder.resolve("state.bin")).exists();

    // A damaged one is as good as none: the newest checkpoint serves.
    byte[] state = Files.readAllBytes(folder.resolve("state.bin"));
    state[state.length / 2] ^= 1;
    Files.write(folder.resolve("state.bin"), state);
    assertThat(gan.train("--resume", folder.toString(), "--threads", "1")).as(gan.said()).isZero();
    assertThat(gan.said()).contains("is left aside, for it is damaged", "Going on with ", "-e0001");
    assertThat(TinyRun.lastState(folder)).isEqualTo(uninterrupted);
  }

  private static Process start(Path folder, String... more) throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
        "-Xmx512m", "-cp", System.getProperty("java.class.path"), Main.class.getName(), "train"));
    command.addAll(Arrays.asList(TinyRun.arguments(ITERATIONS, "--epochs", "2", "--out", folder.toString())));
    command.addAll(Arrays.asList(more));
    return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(parent.resolve(folder.getFileName() + ".err").toFile()).start();
  }

  private static void await(Process child, BooleanSupplier reached) throws InterruptedException {
    for (int i = 0; i < 6000 && !reached.getAsBoolean(); i++) {
      assertThat(child.isAlive()).as("the training still runs").isTrue();
      Thread.sleep(10);
    }
  }

  private static long lines(Path folder) {
    try {
      Path log = folder.resolve("log.jsonl");
      return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
