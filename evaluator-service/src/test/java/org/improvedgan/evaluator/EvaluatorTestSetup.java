package org.improvedgan.evaluator;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.improvedgan.images.ImageShape;
import org.improvedgan.inference.ClassifierManifest;
import org.improvedgan.inference.TestModels;

/** A small classifier with fixed weights, a port for the sampler, and short pauses. */
public final class EvaluatorTestSetup implements QuarkusTestResourceLifecycleManager {

  private Path folder;

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("evaluator-test");
      Path model = writeClassifier(folder);
      return Map.of(
          "evaluator.classifier.model", model.toString(),
          "evaluator.sampler.target", "localhost:" + freePort(),
          "evaluator.sampler.first-pause", "20ms",
          "evaluator.sampler.longest-pause", "200ms",
          "evaluator.sampler.pruned-after", "1s",
          "evaluator.samples", "1000",
          "evaluator.links.sampler", "http://localhost:8080/");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    try {
      if (folder != null) {
        for (String name : new String[] {"test-classifier.onnx", "test-classifier.properties"}) {
          Files.deleteIfExists(folder.resolve(name));
        }
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a linear classifier of digits and its manifest, and returns the model's path. */
  static Path writeClassifier(Path folder) throws IOException {
    byte[] onnx = TestModels.classifier(3);
    Files.writeString(folder.resolve("test-classifier.properties"), manifest(onnx).format());
    return Files.write(folder.resolve("test-classifier.onnx"), onnx);
  }

  private static ClassifierManifest manifest(byte[] onnx) {
    return new ClassifierManifest("test-classifier", "drawn-digits", "images", new ImageShape(28, 28, 1), "logits", 10,
        "features", 32, 0.5, 100, TestData.sha256(onnx), "none");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
