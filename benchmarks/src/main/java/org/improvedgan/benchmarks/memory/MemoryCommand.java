package org.improvedgan.benchmarks.memory;

import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.process.ProcessStatus;
import org.improvedgan.benchmarks.report.Machine;
import org.improvedgan.benchmarks.report.Table;
import org.improvedgan.benchmarks.training.EngineChoice;
import org.improvedgan.benchmarks.training.Workload;
import org.improvedgan.gan.ProgressListener;
import org.improvedgan.gan.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Memory over thousands of MNIST iterations: native memory that a step loses shows as growth here. */
@Command(name = "memory", mixinStandardHelpOptions = true,
    description = "Resident memory and live Java heap over thousands of MNIST iterations; exit 1 if either grows.")
public final class MemoryCommand implements Callable<Integer> {
  private static final Workload WORKLOAD = Workload.MNIST;

  @Mixin
  private EngineChoice engine;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "1",
      description = "Threads for one operation (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(names = "--iterations", paramLabel = "N", defaultValue = "5000",
      description = "Iterations after the warm-up (default: ${DEFAULT-VALUE}).")
  private int iterations;

  @Option(names = "--every", paramLabel = "N", defaultValue = "250",
      description = "Iterations from one sample to the next (default: ${DEFAULT-VALUE}).")
  private int every;

  @Option(names = "--warmup", paramLabel = "N", defaultValue = "500",
      description = "Iterations before the first sample (default: ${DEFAULT-VALUE}).")
  private int warmup;

  @Option(names = "--bound", paramLabel = "KIB", defaultValue = "2",
      description = "Growth allowed, KiB an iteration (default: ${DEFAULT-VALUE}; one forgotten batch is 306).")
  private double bound;

  @Override
  public Integer call() {
    if (every < 1 || warmup < 1 || iterations < 2 * every) {
      throw new BenchmarkException("Growth needs three samples or more: give --iterations at least twice --every.");
    }
    MemorySeries series = new MemorySeries();
    Machine machine = Machine.now();
    try (TrainingRun run = WORKLOAD.start(engine.options(threads), warmup + iterations + 1)) {
      run.trainEpoch(progress -> sample(progress, series));
    }
    MemoryReport report = MemoryReport.of(WORKLOAD.experiment(), engine.toString(), threads,
        series, bound, machine);
    Table table = new Table("iteration", "resident MiB", "live heap MiB");
    series.samples().forEach(sample -> table.row(Long.toString(sample.iteration()),
        "%.1f".formatted(sample.residentMib()), "%.1f".formatted(sample.heapMib())));
    System.out.println(table);
    System.out.println();
    System.out.println(report.verdict());
    System.out.println(report.toJson());
    return report.flat() ? 0 : 1;
  }

  private boolean sample(ProgressListener.Progress progress, MemorySeries series) {
    long after = progress.iteration() - warmup;
    if (after >= 0 && after % every == 0) {
      // What a collection leaves is live; without one the heap's use says only how long ago the last one was.
      System.gc();
      series.add(progress.iteration(), ProcessStatus.ofThisProcess().residentMib(),
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / (double) (1 << 20));
      System.err.printf("%d of %d iterations%n", progress.iteration(), warmup + iterations);
    }
    return after < iterations;
  }
}
