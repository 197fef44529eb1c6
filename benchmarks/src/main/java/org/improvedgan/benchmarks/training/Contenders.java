package org.improvedgan.benchmarks.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.process.Program;

/** The programs of both sides. */
final class Contenders {
  private static final String TORCH =
      "import sys, torch\nif sys.argv[1] != 'cpu' and not torch.cuda.is_available(): "
          + "sys.exit('this PyTorch sees no CUDA device')\nprint(torch.__version__)";

  private final EngineChoice engine;
  private final String python = System.getenv().getOrDefault("PYTHON", "python3");

  Contenders(EngineChoice engine) {
    this.engine = engine;
  }

  /** Our iteration in a Java machine of its own. */
  Program ours(Workload workload, int threads, int warmup, int iterations) {
    List<String> command = new ArrayList<>(List.of(file("run").toString(), "step", workload.name()));
    command.addAll(engine.arguments());
    command.addAll(counts(threads, warmup, iterations));
    return new Program(command, Map.of("GAN_BUILD", "never"));
  }

  /** The peer's, in the environment as it is. */
  Program peer(Peer peer, Workload workload, int threads, int warmup, int iterations) {
    List<String> command =
        new ArrayList<>(List.of(python, file("pytorch", "training.py").toString(), workload.experiment()));
    command.addAll(peer.arguments(workload));
    command.addAll(List.of("--device", engine.pytorchDevice()));
    command.addAll(counts(threads, warmup, iterations));
    return new Program(command, Map.of());
  }

  /** Version of PyTorch. Throws a {@link BenchmarkException} that says why the peers cannot run. */
  String pytorchVersion() {
    try {
      return new Program(List.of(python, "-c", TORCH, engine.pytorchDevice()), Map.of()).lastLine();
    } catch (BenchmarkException e) {
      throw new BenchmarkException("No PyTorch to compare with (" + e.getMessage()
          + "); `pip install torch`, or name a Python that has it in PYTHON.");
    }
  }

  private static List<String> counts(int threads, int warmup, int iterations) {
    return List.of("--threads", Integer.toString(threads), "--warmup", Integer.toString(warmup),
        "--iterations", Integer.toString(iterations));
  }

  private static Path file(String... names) {
    Path file = Path.of(System.getProperty("benchmarks.home", "benchmarks"), names);
    if (!Files.exists(file)) {
      throw new BenchmarkException(file + " is missing; start the benchmark with benchmarks/run.");
    }
    return file;
  }
}
