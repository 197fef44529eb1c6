package org.improvedgan.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.gan.EpochReport;
import org.improvedgan.gan.ProgressListener.Progress;
import org.junit.jupiter.api.Test;

class TrainingProgressTest {

  @Test
  void theLineTellsAllWithinAHundredColumns() {
    AtomicLong now = new AtomicLong();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Terminal terminal = new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8), true, 100, now::get);
    TrainingProgress progress = new TrainingProgress(terminal, now::get);
    progress.epochDone(new EpochReport(1198, 599_000, true, Map.of("test.error", 0.1863), 1));
    progress.epochBegins(599_000);
    now.set(8_000_000_000L);
    progress.show(new Progress(1198, 1200, 599_100, 600_000,
        Map.of("discriminator.loss", 12.345, "generator.loss", 0.456)));
    String line = said.toString(StandardCharsets.UTF_8).replace("\r\u001b[K", "");
    assertThat(line).startsWith("Epoch 1199/1200  [################]   99 %").endsWith(
        "12.5 it/s  D 12.35 G 0.46  test 18.63 %").hasSizeLessThan(100);
  }
}
