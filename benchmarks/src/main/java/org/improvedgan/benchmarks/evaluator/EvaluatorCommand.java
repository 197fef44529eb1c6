package org.improvedgan.benchmarks.evaluator;

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
import picocli.CommandLine.Option;

/** The evaluator's classifier over small images, ours and PyTorch's in turn; or the memory that ours takes. */
@Command(name = "evaluator", mixinStandardHelpOptions = true,
    description = "Throughput of the full-size Inception over images of 32x32: ours against PyTorch's, process by "
        + "process in turn; exit 1 if it is below --bound. PYTHON names the interpreter that has torch.")
public final class EvaluatorCommand implements Callable<Integer> {
  private static final String OURS = "ours";
  private static final int IMAGES = 100;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "2",
      description = "Threads for one operation (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(names = "--rounds", paramLabel = "N", description = "Processes of each side (default: 5; quick 2).")
  private Integer rounds;

  @Option(names = "--images", paramLabel = "N", description = "Images measured in each process (default: 100; quick 50;"
      + " with --memory 10000; quick 1000). PyTorch runs whole batches.")
  private Integer images;

  @Option(names = "--warmup", paramLabel = "N", defaultValue = "8",
      description = "Images before those in each process (default: ${DEFAULT-VALUE}), in whole batches.")
  private int warmup;

  @Option(names = "--peers", paramLabel = "PEER", split = ",",
      description = "Which of ${COMPLETION-CANDIDATES} (default: all; quick EAGER).")
  private List<Peer> peers;

  @Option(names = "--batches", paramLabel = "N", split = ",", defaultValue = "8,32,50",
      description = "Sizes of batches that each peer tries first, to take part with the fastest "
          + "(default: ${DEFAULT-VALUE}).")
  private List<Integer> batches;

  @Option(names = "--bound", paramLabel = "RATIO", defaultValue = "1.4",
      description = "The least throughput beside PyTorch eager (default: ${DEFAULT-VALUE}).")
  private double bound;

  @Option(names = "--memory", description = "Instead: the peak resident memory of a process that classifies many "
      + "images in one call, ours alone; exit 1 if it is above --memory-bound.")
  private boolean memory;

  @Option(names = "--memory-bound", paramLabel = "MIB", defaultValue = "1536",
      description = "The most resident memory, MiB (default: ${DEFAULT-VALUE}).")
  private double memoryBound;

  @Option(names = "--quick", description = "Fewer rounds, images and peers: a rough answer.")
  private boolean quick;

  @Override
  public Integer call() {
    if (batches.stream().anyMatch(batch -> batch < 1) || threads < 1 || images != null && images < 1
        || rounds != null && rounds < 1) {
      throw new BenchmarkException("Give one or more images, threads, rounds and images in a batch.");
    }
    Machine machine = Machine.now();
    Inception inception = new Inception(threads, warmup);
    return memory ? memory(inception, machine) : throughput(inception, machine);
  }

  private int memory(Inception inception, Machine machine) {
    Measurement measured =
        Measurement.parse(inception.oursAtOnce(images != null ? images : quick ? 1_000 : 10_000).lastLine());
    MemoryBound result = MemoryBound.of(measured, memoryBound, machine);
    System.out.println(result.verdict());
    System.out.println(machine);
    System.out.println(result.toJson());
    return result.kept() ? 0 : 1;
  }

  private int throughput(Inception inception, Machine machine) {
    String pytorch;
    boolean skip = false;
    try {
      pytorch = PyTorch.version("cpu");
    } catch (BenchmarkException e) {
      pytorch = e.getMessage();
      skip = true;
    }
    EvaluatorReport report =
        EvaluatorReport.of(pytorch, machine, bound, measure(inception, skip ? pytorch : null));
    System.out.println(report.table());
    System.out.println();
    System.out.println("Medians over the rounds; " + machine + "; PyTorch: " + pytorch);
    report.remarks().forEach(System.out::println);
    System.out.println(report.toJson());
    return Boolean.FALSE.equals(report.kept()) ? 1 : 0;
  }

  private List<Row> measure(Inception inception, String noPeers) {
    int count = images != null ? images : quick ? IMAGES / 2 : IMAGES;
    List<Peer> wanted = peers != null ? peers : quick ? List.of(Peer.EAGER) : List.of(Peer.values());
    Map<String, Program> programs = new LinkedHashMap<>();
    programs.put(OURS, inception.ours(count));
    if (noPeers == null) {
      wanted.forEach(peer -> programs.put(peer.title(), inception.peer(peer, fastest(inception, peer, count), count)));
    }
    Rounds all = new Rounds(programs, "inception, " + threads + " threads", System.err);
    all.run(rounds != null ? rounds : quick ? 2 : 5);
    if (all.failure(OURS) != null) {
      throw new BenchmarkException("Our own classifier cannot be measured: " + all.failure(OURS));
    }
    List<Row> rows = new ArrayList<>();
    for (Peer peer : wanted) {
      List<Measurement> theirs = noPeers == null ? all.of(peer.title()) : List.of();
      String skipped = noPeers == null ? all.failure(peer.title()) : noPeers;
      rows.addAll(EvaluatorReport.rows(all.of(OURS), peer.title(), theirs, skipped));
    }
    return rows;
  }

  /** The batch with which a peer is fastest; one that fails is not taken, unless all do. */
  private int fastest(Inception inception, Peer peer, int count) {
    if (batches.size() == 1) {
      return batches.get(0);
    }
    Map<String, Program> programs = new LinkedHashMap<>();
    batches.forEach(batch -> programs.put(batch.toString(), inception.peer(peer, batch, count)));
    Rounds tries = new Rounds(programs, peer.title() + ", batches", System.err);
    tries.run(1);
    return batches.stream().filter(batch -> !tries.of(batch.toString()).isEmpty())
        .min((a, b) -> Double.compare(wallMs(tries, a), wallMs(tries, b))).orElse(batches.get(0));
  }

  private static double wallMs(Rounds tries, int batch) {
    return tries.of(Integer.toString(batch)).get(0).wallMs();
  }
}
