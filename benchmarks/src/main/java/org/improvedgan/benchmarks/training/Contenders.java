package org.improvedgan.benchmarks.training;

import java.util.ArrayList;
import java.util.List;
import org.improvedgan.benchmarks.process.Home;
import org.improvedgan.benchmarks.process.Program;
import org.improvedgan.benchmarks.process.PyTorch;

/** The programs of both sides. */
final class Contenders {
  private final EngineChoice engine;

  Contenders(EngineChoice engine) {
    this.engine = engine;
  }

  /** Our iteration in a Java machine of its own. */
  Program ours(Workload workload, int threads, int warmup, int iterations) {
    List<String> arguments = new ArrayList<>(List.of("step", workload.name()));
    arguments.addAll(engine.arguments());
    arguments.addAll(counts(threads, warmup, iterations));
    return Home.run(arguments);
  }

  /** The peer's. */
  Program peer(Peer peer, Workload workload, int threads, int warmup, int iterations) {
    List<String> arguments = new ArrayList<>(List.of(workload.experiment()));
    arguments.addAll(peer.arguments(workload));
    arguments.addAll(List.of("--device", engine.pytorchDevice()));
    arguments.addAll(counts(threads, warmup, iterations));
    return PyTorch.script("training.py", arguments);
  }

  private static List<String> counts(int threads, int warmup, int iterations) {
    return List.of("--threads", Integer.toString(threads), "--warmup", Integer.toString(warmup),
        "--iterations", Integer.toString(iterations));
  }
}
