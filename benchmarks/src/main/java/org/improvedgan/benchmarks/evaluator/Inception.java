package org.improvedgan.benchmarks.evaluator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.process.Home;
import org.improvedgan.benchmarks.process.Program;
import org.improvedgan.benchmarks.process.PyTorch;
import org.improvedgan.inference.InceptionModel;

/** The programs of both sides, and the model that ours runs: a file that goes when this process ends. */
final class Inception {
  private final Path model;
  private final int threads;
  private final int warmup;

  Inception(int threads, int warmup) {
    this.threads = threads;
    this.warmup = warmup;
    try {
      model = Files.createTempDirectory("inception").resolve("twin.onnx");
    } catch (IOException e) {
      throw new BenchmarkException("There is no place for temporary files: " + e.getMessage() + ".");
    }
    // The last of them goes first.
    List.of(model.getParent(), model, InceptionModel.manifestOf(model)).forEach(path -> path.toFile().deleteOnExit());
    Home.run(List.of("twin", model.toString())).lastLine();
  }

  /** Ours in a Java machine of its own, batch by batch. */
  Program ours(int images) {
    return Home.run(arguments(images));
  }

  /** All images in one call, whose outputs are kept. */
  Program oursAtOnce(int images) {
    List<String> arguments = arguments(images);
    arguments.add("--whole");
    return Home.run(arguments);
  }

  private List<String> arguments(int images) {
    List<String> arguments = new ArrayList<>(List.of("classify", model.toString()));
    arguments.addAll(counts(images));
    return arguments;
  }

  Program peer(Peer peer, int batch, int images) {
    List<String> arguments = new ArrayList<>(peer.arguments());
    arguments.addAll(counts(images));
    arguments.addAll(List.of("--batch", Integer.toString(batch)));
    return PyTorch.script("evaluator.py", arguments);
  }

  private List<String> counts(int images) {
    return List.of("--threads", Integer.toString(threads), "--warmup", Integer.toString(warmup),
        "--images", Integer.toString(images));
  }
}
