package org.improvedgan.benchmarks.training;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.improvedgan.benchmarks.process.ProcessStatus;
import org.improvedgan.benchmarks.report.Statistics;
import org.improvedgan.benchmarks.rounds.Measurement;
import org.improvedgan.gan.ProgressListener;
import org.improvedgan.gan.TrainingRun;
import org.improvedgan.gan.engine.EngineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures our training iteration alone, in this process: what {@link TrainingCommand} starts once a round. */
@Command(name = "step", mixinStandardHelpOptions = true,
    description = "Measures this project's training iteration alone; `training` runs it beside its peers.")
public final class StepCommand implements Callable<Integer> {
  @Parameters(paramLabel = "WORKLOAD", description = "${COMPLETION-CANDIDATES}.")
  private Workload workload;

  @Mixin
  private EngineChoice engine;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "1",
      description = "Threads for one operation (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(names = "--iterations", paramLabel = "N", description = "Iterations to measure.")
  private Integer iterations;

  @Option(names = "--warmup", paramLabel = "N", description = "Iterations before those.")
  private Integer warmup;

  @Override
  public Integer call() {
    System.out.println(measure(workload, engine.options(threads), warmup == null ? workload.warmup() : warmup,
        iterations == null ? workload.iterations() : iterations).toJson());
    return 0;
  }

  /** Runs the iterations of the experiment's own training loop and times from one to the next. */
  static Measurement measure(Workload workload, EngineOptions options, int warmup, int iterations) {
    try (TrainingRun run = workload.start(options, warmup + iterations + 1)) {
      Stopwatch stopwatch = new Stopwatch(warmup, iterations);
      run.trainEpoch(stopwatch);
      return new Measurement(workload.experiment(), "improved-gan", options.engine().toString(),
          options.device().toString(), options.resolvedThreads(), iterations,
          stopwatch.cpuNanos / 1e6 / iterations, Statistics.median(stopwatch.wallMs),
          ProcessStatus.ofThisProcess().peakResidentMib(), null);
    }
  }

  /** Hears of the end of every iteration. */
  private static final class Stopwatch implements ProgressListener {
    private final OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final int warmup;
    private final int iterations;
    private final List<Double> wallMs = new ArrayList<>();
    private int done;
    private long last = System.nanoTime();
    /** Over all iterations at once, because Linux counts it for the JVM in steps of 10 ms. */
    private long cpuNanos;

    Stopwatch(int warmup, int iterations) {
      this.warmup = warmup;
      this.iterations = iterations;
      cpuNanos = -system.getProcessCpuTime();
    }

    @Override
    public boolean onIteration(Progress progress) {
      long now = System.nanoTime();
      done++;
      if (done > warmup) {
        wallMs.add((now - last) / 1e6);
      }
      if (done == warmup) {
        cpuNanos = -system.getProcessCpuTime();
      }
      if (done == warmup + iterations) {
        cpuNanos += system.getProcessCpuTime();
        return false;
      }
      last = System.nanoTime();
      return true;
    }
  }
}
