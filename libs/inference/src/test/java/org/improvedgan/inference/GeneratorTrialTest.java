package org.improvedgan.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.improvedgan.inference.GeneratorTrial.Mode;
import org.improvedgan.inference.ModelException.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tries hostile models in another process, as the sampler does. */
class GeneratorTrialTest {

  private static final GeneratorSpec DIGITS =
      new GeneratorSpec(LatentKind.UNIFORM_0_1, TestModels.LATENT, TestModels.DIGIT, 0);
  private static final long MEMORY = 2L << 30;

  private final List<String> warnings = new ArrayList<>();
  private GeneratorTrial trial = trial(Mode.PROCESS, Duration.ofSeconds(60));

  private GeneratorTrial trial(Mode mode, Duration time) {
    return new GeneratorTrial(mode, MEMORY, time, warnings::add);
  }

  @AfterEach
  void stop() {
    trial.close();
  }

  private void accepted(byte[] onnx) {
    assertThatCode(() -> trial.require(onnx, Sha256.hex(onnx), DIGITS)).doesNotThrowAnyException();
  }

  private void refused(byte[] onnx, Reason reason, String sentence) {
    assertThatThrownBy(() -> trial.require(onnx, Sha256.hex(onnx), DIGITS))
        .isInstanceOfSatisfying(ModelException.class, e -> {
          assertThat(e.getMessage()).startsWith(sentence).endsWith(".").doesNotContain("\n");
          assertThat(e.reason()).isEqualTo(reason);
        });
  }

  @Test
  void goodGeneratorsAreAcceptedByOneProcess() {
    accepted(TestModels.generator(1));
    long first = trial.process().current().pid();
    accepted(TestModels.batchMixingGenerator(1));
    accepted(TestModels.generator(2));
    assertThat(trial.process().current().pid()).isEqualTo(first);
    assertThat(warnings).isEmpty();
  }

  @Test
  void whatTheGraphShowsIsRefusedWithoutAProcess() {
    refused(HostileModels.constantSize(), Reason.MEMORY, "The generator asks for more memory than the 2048 MiB that it "
        + "may take: its ConstantOfShape to 131072 x 262144 values.");
    refused(HostileModels.absentWeights(), Reason.UNUSABLE, "The generator's weights \"w\" claim the shape "
        + "[131072, 262144], but the file holds fewer numbers: it is damaged.");
    refused(HostileModels.endless(), Reason.TIME, "The generator repeats operations in a Loop, and how often is known "
        + "only when it runs: unroll the loop when you export it.");
    refused(HostileModels.nanWeights(), Reason.NOT_FINITE, "The generator's weights \"w\" hold values that are no "
        + "numbers (NaN): the training has failed; publish an earlier checkpoint.");
    refused(HostileModels.random(), Reason.UNUSABLE, "The generator draws random numbers itself (RandomNormalLike), so "
        + "that the same z would not give the same image: export it without noise, or make the noise from z.");
    refused(TestModels.externalGenerator("/etc/passwd"), Reason.EXTERNAL_DATA,
        "The generator keeps weights in another file (external data); save the ONNX model as one file.");
    refused("<html>".getBytes(), Reason.UNUSABLE, "The generator is no ONNX model: its bytes cannot be read as one.");
    assertThat(trial.process().current()).isNull();
  }

  @Test
  void whatShowsWhenItRunsIsRefusedAndTheNextIsTried() {
    refused(HostileModels.computedSize(), Reason.MEMORY, "The generator asks for more memory than it may take: ");
    refused(HostileModels.nanWhenRun(), Reason.NOT_FINITE,
        "The generator makes values of ordinary z that are not finite (NaN in \"");
    refused(HostileModels.infiniteWhenRun(), Reason.NOT_FINITE,
        "The generator makes values of ordinary z that are not finite (");
    refused(HostileModels.crashing(), Reason.CRASH, "The generator ends the process that tries it (exit code 134): it "
        + "crashes ONNX Runtime.");
    accepted(TestModels.generator(1));
    assertThat(warnings).isEmpty();
  }

  @Test
  void whatTakesTooLongIsEnded() {
    trial = trial(Mode.PROCESS, Duration.ofSeconds(3));
    byte[] slow = HostileModels.slow();
    accepted(TestModels.generator(1));
    ProcessHandle first = trial.process().current().toHandle();
    refused(slow, Reason.TIME,
        "The generator takes longer than the 3 seconds that it may take to be loaded and to make its first images.");
    assertThat(first.isAlive()).isFalse();
    long start = System.nanoTime();
    refused(slow, Reason.TIME, "The generator takes longer than the 3 seconds");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).as("the verdict is remembered")
        .isLessThan(Duration.ofSeconds(1));
    accepted(TestModels.generator(1));
  }

  @Test
  void withoutAProcessTheGraphAndTheFirstImagesAreLookedAt() {
    trial = trial(Mode.NONE, Duration.ofSeconds(60));
    accepted(TestModels.generator(1));
    refused(HostileModels.constantSize(), Reason.MEMORY, "The generator asks for more memory than the 2048 MiB");
    refused(HostileModels.nanWhenRun(), Reason.NOT_FINITE,
        "The generator makes values of ordinary z that are not finite (NaN in \"");
    assertThat(trial.process().current()).isNull();
  }

  @Test
  void whereNoProcessCanStartThisOneTriesAndSaysSo() {
    trial = new GeneratorTrial(Mode.PROCESS, 64 << 20, Duration.ofSeconds(60), warnings::add);
    accepted(TestModels.generator(1));
    refused(HostileModels.nanWhenRun(), Reason.NOT_FINITE, "The generator makes values of ordinary z");
    assertThat(warnings).singleElement().asString().startsWith("Generators cannot be tried in a process of their own: ")
        .contains("it does not start (").endsWith(
            "They are tried in this one, where a hostile one can take all memory or end the service.");
  }

  @Test
  void theChildLeavesNothingBehind() {
    accepted(TestModels.generator(1));
    Process child = trial.process().current();
    Path folder = trial.process().folder();
    assertThat(folder).isDirectory();
    trial.close();
    assertThat(child.isAlive()).isFalse();
    assertThat(folder).doesNotExist();
  }

  @Test
  void whoStopsDoesNotWaitForATrial() throws Exception {
    accepted(TestModels.generator(1));
    byte[] slow = HostileModels.slow();
    CompletableFuture<Void> asked =
        CompletableFuture.runAsync(() -> trial.require(slow, Sha256.hex(slow), DIGITS));
    assertThatThrownBy(() -> asked.get(2, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    trial.stop();
    assertThat(asked).failsWithin(Duration.ofSeconds(10)).withThrowableThat().withCauseInstanceOf(TrialException.class);
    assertThatThrownBy(() -> trial.require(slow, Sha256.hex(slow), DIGITS)).isInstanceOf(TrialException.class)
        .hasMessage("Generators are not tried any more: the service ends.");
  }

  @Test
  void theChildEndsWithItsParent() throws Exception {
    accepted(TestModels.generator(1));
    Process child = trial.process().current();
    // What the system does when the parent dies.
    child.getOutputStream().close();
    assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }
}
