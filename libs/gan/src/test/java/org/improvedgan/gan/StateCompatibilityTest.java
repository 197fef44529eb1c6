package org.improvedgan.gan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.datasets.drawn.DrawnDigits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Training states that earlier versions wrote are gone on from. A file of {@code golden/state} stands for checkpoints
 * that lie in somebody's Kafka: {@link #main} writes those that are missing, and never changes one.
 */
class StateCompatibilityTest {

  private static final Path DIRECTORY = Path.of("src/test/resources/golden/state");
  private static final int COUNTS = 3;
  private static final Map<String, String> TINY = Map.of(
      "dataset", "drawn-digits", "epochs", "2", "iterations-per-epoch", "3", "batch-size", "10", "latent-size", "3",
      "generator-layers", "2,2", "discriminator-layers", "3,2", "labels", "20", "population-samples", "50",
      "initialisation-batch", "30");

  private static LabelledImages train() {
    return new DrawnDigits().draw(Split.TRAIN, 400);
  }

  private static LabelledImages test() {
    return new DrawnDigits().draw(Split.TEST, 35);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2", "v3"})
  void goesOnFromTheStateOfAnEarlierVersion(String version) throws IOException {
    byte[] golden = Files.readAllBytes(DIRECTORY.resolve(version + ".bin"));
    try (TrainingRun run = TrainingRun.resume(golden, train(), test())) {
      assertThat(run.epoch()).isEqualTo(1);
      assertThat(run.iteration()).isEqualTo(3);
      assertThat(run.settings().toMap()).containsAllEntriesOf(TINY);
      assertThat(numbers(run.state())).as("every weight and moment").isEqualTo(numbers(golden));
      assertThat(run.trainEpoch(ProgressListener.NONE).metrics().values()).allMatch(Double::isFinite);
      assertThat(run.finished()).isTrue();
    }
  }

  /** What follows the header, up to the check sum: it begins with the iteration and both counts of Adam's steps. */
  private static byte[] numbers(byte[] state) {
    ByteBuffer counts = ByteBuffer.allocate(COUNTS * Long.BYTES);
    for (int i = 0; i < COUNTS; i++) {
      counts.putLong(3);
    }
    for (int start = 0; start < state.length - counts.capacity(); start++) {
      if (Arrays.equals(state, start, start + counts.capacity(), counts.array(), 0, counts.capacity())) {
        return Arrays.copyOfRange(state, start, state.length - Integer.BYTES);
      }
    }
    throw new AssertionError("The iteration and the counts of steps are not there");
  }

  public static void main(String[] arguments) throws IOException {
    Files.createDirectories(DIRECTORY);
    Experiment experiment = Experiments.named("mnist-feature-matching");
    try (TrainingRun run = TrainingRun.start(experiment, experiment.settings().with(TINY), train(), test())) {
      run.trainEpoch(ProgressListener.NONE);
      byte[] state = run.state();
      writeNew("v3.bin", state);
      writeNew("v2.bin", version2(state));
    }
  }

  /** As version 2 wrote it: without the sums, of which a finished epoch has none. */
  private static byte[] version2(byte[] state) {
    byte[] numbers = numbers(state);
    int end = state.length - Integer.BYTES - numbers.length;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(state, 0, end - Integer.BYTES);
    bytes.writeBytes(numbers);
    byte[] content = bytes.toByteArray();
    ByteBuffer.wrap(content).putInt("IGANRUN\n".length(), 2);
    CRC32 crc = new CRC32();
    crc.update(content);
    return ByteBuffer.allocate(content.length + Integer.BYTES).put(content).putInt((int) crc.getValue()).array();
  }

  private static void writeNew(String name, byte[] bytes) throws IOException {
    if (Files.notExists(DIRECTORY.resolve(name))) {
      Files.write(DIRECTORY.resolve(name), bytes);
    }
  }
}
