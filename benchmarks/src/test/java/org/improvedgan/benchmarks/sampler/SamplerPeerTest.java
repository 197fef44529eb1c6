package org.improvedgan.benchmarks.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.images.ImageShape;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.OnnxGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The peer makes our images of a seed: at most one pixel in a thousand is beside ours, by one level. */
class SamplerPeerTest {
  private static final long SEED = -7;

  @TempDir
  private Path folder;

  @Test
  void thePythonServerMakesOurImages() throws Exception {
    String missing = "";
    try {
      Peer.versions();
    } catch (BenchmarkException e) {
      missing = e.getMessage();
    }
    assumeTrue(missing.isEmpty(), missing);
    Path model = folder.resolve("generator.onnx");
    new CommandLine(new GeneratorCommand()).execute(model.toString());
    System.setProperty("benchmarks.home", Path.of("").toAbsolutePath().toString());
    try (Contender peer = Peer.start(model, Client.SAMPLE_ONE, List.of(), folder);
        OnnxGenerator ours = OnnxGenerator.load(
            Files.readAllBytes(model), LatentKind.UNIFORM_0_1, 100, new ImageShape(28, 28, 1), 1)) {
      assertThat(SamePixels.compare(ours.generate(SEED, 3, 300).pixels(),
          peer.client().pixels(Client.SAMPLE, SEED, 3, 300)).pixels()).isEqualTo(300 * 784);
      SamePixels.compare(ours.generate(SEED, 9, 1).pixels(), peer.client().pixels(peer.one(), SEED, 9, 1));
    } finally {
      System.clearProperty("benchmarks.home");
    }
  }
}
