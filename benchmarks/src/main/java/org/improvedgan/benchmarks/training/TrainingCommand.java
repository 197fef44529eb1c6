package org.improvedgan.benchmarks.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.process.Program;
import org.improvedgan.benchmarks.process.PyTorch;
import org.improvedgan.benchmarks.report.Machine;
import org.improvedgan.benchmarks.rounds.Measurement;
import org.improvedgan.benchmarks.rounds.Rounds;
import org.improvedgan.benchmarks.rounds.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whole training iterations of the released experiments, ours and PyTorch's in turn. */
@Command(name = "training", mixinStandardHelpOptions = true,
    description = "Time and memory of one training iteration: ours against the same step in PyTorch, process by "
        + "process in turn. PYTHON names the interpreter that has torch (default: python3).")
public final class TrainingCommand implements Callable<Integer> {
  private static final String OURS = "ours";
  private static final int QUICK_ROUNDS = 2;

  @Mixin
  private EngineChoice engine;

  @Option(names = "--only", paramLabel = "WORKLOAD", description = "One of ${COMPLETION-CANDIDATES} (default: all).")
  private Workload only;

  @Option(names = "--threads", paramLabel = "N", split = ",", defaultValue = "1,2",
      description = "Numbers of threads to measure with (default: ${DEFAULT-VALUE}).")
  private List<Integer> threads;

  @Option(names = "--rounds", paramLabel = "N", description = "Processes of each side (default: 5, CIFAR 3; quick 2).")
  private Integer rounds;

  @Option(names = "--iterations", paramLabel = "N",
      description = "Iterations measured in each process (default: MNIST 50, CIFAR 4; quick half of it).")
  private Integer iterations;

  @Option(names = "--warmup", paramLabel = "N",
      description = "Iterations before those in each process (default: MNIST 60, CIFAR 2; quick half of it).")
  private Integer warmup;

  @Option(names = "--peers", paramLabel = "PEER", split = ",",
      description = "Which of ${COMPLETION-CANDIDATES} (default: all; quick EAGER).")
  private List<Peer> peers;

  @Option(names = "--quick", description = "Fewer rounds, iterations and peers: a rough answer.")
  private boolean quick;

  @Override
  public Integer call() {
    Contenders contenders = new Contenders(engine);
    Machine machine = Machine.now();
    String pytorch;
    boolean skip = false;
    try {
      pytorch = PyTorch.version(engine.pytorchDevice());
    } catch (BenchmarkException e) {
      pytorch = e.getMessage();
      skip = true;
    }
    List<Row> rows = new ArrayList<>();
    for (Workload workload : only == null ? List.of(Workload.values()) : List.of(only)) {
      for (int count : threads) {
        rows.addAll(measure(contenders, workload, count, skip ? pytorch : null));
      }
    }
    TrainingReport report =
        new TrainingReport("training", engine.toString(), pytorch, machine, rows);
    System.out.println(report.table());
    System.out.println();
    System.out.println("Medians over the rounds; " + machine + "; PyTorch: " + pytorch);
    report.remarks().forEach(System.out::println);
    System.out.println(report.toJson());
    return 0;
  }

  private List<Row> measure(Contenders contenders, Workload workload, int count, String noPeers) {
    int before = choose(warmup, workload.warmup());
    int measured = choose(iterations, workload.iterations());
    List<Peer> wanted = peers != null ? peers : quick ? List.of(Peer.EAGER) : List.of(Peer.values());
    Map<String, Program> programs = new LinkedHashMap<>();
    programs.put(OURS, contenders.ours(workload, count, before, measured));
    if (noPeers == null) {
      wanted.forEach(peer ->
          programs.put(peer.title(), contenders.peer(peer, workload, count, before, measured)));
    }
    Rounds all = new Rounds(programs, workload.experiment() + ", " + count + " threads", System.err);
    all.run(rounds != null ? rounds : quick ? QUICK_ROUNDS : workload.rounds());
    if (all.failure(OURS) != null) {
      throw new BenchmarkException("Our own " + workload.experiment() + " cannot be measured: " + all.failure(OURS));
    }
    List<Row> rows = new ArrayList<>();
    for (Peer peer : wanted) {
      List<Measurement> theirs = noPeers == null ? all.of(peer.title()) : List.of();
      String skipped = noPeers == null ? all.failure(peer.title()) : noPeers;
      rows.addAll(Row.compare("an iteration", all.of(OURS), peer.title(), theirs, skipped));
    }
    return rows;
  }

  private int choose(Integer given, int usual) {
    return given != null ? given : quick ? Math.max(1, usual / 2) : usual;
  }
}
