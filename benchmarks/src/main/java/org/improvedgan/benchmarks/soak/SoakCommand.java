package org.improvedgan.benchmarks.soak;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.process.GanUp;
import org.improvedgan.benchmarks.process.Home;
import org.improvedgan.benchmarks.report.Machine;
import org.improvedgan.benchmarks.report.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Memory of the whole system over an hour of load, once it is warm: what leaks shows as growth. */
@Command(name = "soak", mixinStandardHelpOptions = true,
    description = "Memory, threads and open files of every process of ./gan up over an hour of mixed load, after half "
        + "an hour to warm up; exit 1 if one grows, if all together take more than 6 GiB, or if a part of the load "
        + "fails. Writes samples.jsonl and report.md as it goes.")
public final class SoakCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter FOLDER =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  /** Half of the eight raters: one waits no more than milliseconds for another. */
  private static final String CONNECTIONS = "4";
  /** Each run: two checkpoints within seconds, of a data set that needs no files. */
  private static final Map<String, String> TRAINING = Map.of("dataset", "drawn-digits", "epochs", "2",
      "iterations-per-epoch", "60");

  /**
   * What would look like growth is of one size from the warm-up on: the evaluator's pictures of checkpoints have filled
   * their room, and as many connections to PostgreSQL, each a process of its own, are open as ever will be.
   */
  private static final Map<String, String> ENVIRONMENT = Map.of("EVALUATOR_SAMPLES", "1000", "TRAINER_THREADS", "1",
      "EVALUATOR_PICTURE_MEMORY", "1M", "QUARKUS_DATASOURCE_JDBC_MIN_SIZE", CONNECTIONS,
      "QUARKUS_DATASOURCE_JDBC_MAX_SIZE", CONNECTIONS);

  @Option(names = "--minutes", paramLabel = "N", defaultValue = "90",
      description = "How long (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(names = "--warmup", paramLabel = "N", description = "Minutes before growth counts (default: a third).")
  private Double warmup;

  @Option(names = "--every", paramLabel = "SECONDS", defaultValue = "10",
      description = "From one sample to the next (default: ${DEFAULT-VALUE}).")
  private int every;

  @Option(names = "--heap-every", paramLabel = "SECONDS", defaultValue = "240", description = "From one full "
      + "collection to the next, which alone tells how much of a heap is live (default: ${DEFAULT-VALUE}).")
  private int heapEvery;

  @Option(names = "--bound", paramLabel = "PERCENT", defaultValue = "5",
      description = "Growth an hour that counts as none, of the median (default: ${DEFAULT-VALUE}).")
  private double bound;

  @Option(names = "--budget", paramLabel = "MIB", defaultValue = "6144",
      description = "The most that all processes may take together (default: ${DEFAULT-VALUE}).")
  private double budget;

  @Option(names = "--port-offset", paramLabel = "N", defaultValue = "20000",
      description = "As of ./gan up (default: ${DEFAULT-VALUE}).")
  private int portOffset;

  @Option(names = "--out", paramLabel = "DIR",
      description = "Where samples, report and logs go (default: a new folder of benchmarks/target/soak).")
  private Path out;

  @Option(names = "--report", paramLabel = "DIR", description = "Only judge the samples of an earlier run again.")
  private Path earlier;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (earlier != null) {
      return tell(SoakReport.of(read(earlier.resolve("samples.jsonl")), List.of(), warmup(), bound, budget), "");
    }
    if (minutes <= 0 || every < 1 || heapEvery < every) {
      throw new BenchmarkException("Give a time above 0, and at least as long between collections as between samples.");
    }
    Path folder = Files.createDirectories(out != null ? out
        : Home.file().resolve("target/soak").resolve(FOLDER.format(Instant.now()))).toRealPath();
    Machine machine = Machine.now();
    System.err.println("soak, " + folder);
    List<String> arguments = new ArrayList<>(
        List.of("--experiment", "mnist-demo", "--port-offset", Integer.toString(portOffset)));
    TRAINING.forEach((setting, value) -> arguments.addAll(List.of("--set", setting + "=" + value)));
    try (GanUp system = GanUp.start(folder, arguments, ENVIRONMENT);
        MixedLoad load = new MixedLoad(system, TRAINING)) {
      awaitCheckpoint(system);
      load.start();
      List<Sample> samples = observe(system, load, folder, machine);
      return tell(SoakReport.of(samples, load.failures(), warmup(), bound, budget), loads(load));
    }
  }

  private double warmup() {
    return warmup != null ? warmup : minutes / 3;
  }

  private static void awaitCheckpoint(GanUp system) throws InterruptedException {
    Pages pages = new Pages(system);
    for (int i = 0; i < 600; i++) {
      try {
        pages.get("sampler", "/q/health/ready");
        return;
      } catch (IOException | BenchmarkException e) {
        TimeUnit.MILLISECONDS.sleep(500);
      }
    }
    throw new BenchmarkException("The sampler has got no checkpoint within five minutes; see the logs.");
  }

  private List<Sample> observe(GanUp system, MixedLoad load, Path folder, Machine machine)
      throws IOException, InterruptedException {
    Census census = new Census(system);
    List<Sample> samples = Collections.synchronizedList(new ArrayList<>());
    ScheduledExecutorService collections = Executors.newSingleThreadScheduledExecutor();
    long begin = System.nanoTime();
    collections.scheduleWithFixedDelay(() -> load.betweenRuns(
        () -> keep(census.collect(minute(begin)), samples, folder)), heapEvery, heapEvery, TimeUnit.SECONDS);
    try {
      int count = (int) Math.round(minutes * 60 / every);
      for (int i = 0; i <= count; i++) {
        long due = begin + TimeUnit.SECONDS.toNanos((long) i * every);
        TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
        keep(census.take(minute(begin)), samples, folder);
        if (i > 0 && i % 6 == 0) {
          write(SoakReport.of(List.copyOf(samples), load.failures(), warmup(), bound, budget), load, folder, machine);
        }
      }
    } finally {
      collections.shutdownNow();
    }
    return List.copyOf(samples);
  }

  private static double minute(long begin) {
    return (System.nanoTime() - begin) / 60e9;
  }

  private void write(SoakReport report, MixedLoad load, Path folder, Machine machine) throws IOException {
    Files.writeString(folder.resolve("report.md"), text(report, loads(load)) + "\n\n" + machine + "\n");
    System.err.printf(Locale.ROOT, "soak, %.0f of %.0f minutes%n", report.minutes(), minutes);
  }

  /** On the disk at once, so that an interruption loses little. */
  private static void keep(List<Sample> taken, List<Sample> samples, Path folder) {
    samples.addAll(taken);
    try {
      append(folder.resolve("samples.jsonl"), taken);
    } catch (IOException e) {
      throw new BenchmarkException("The samples cannot be written: " + e.getMessage());
    }
  }

  private static synchronized void append(Path file, List<Sample> samples) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Sample sample : samples) {
      lines.append(JSON.writeValueAsString(sample)).append('\n');
    }
    Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static List<Sample> read(Path file) throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      samples.add(JSON.readValue(line, Sample.class));
    }
    return samples;
  }

  private static String loads(MixedLoad load) {
    Table table = new Table("load", "done", "failed", "p50 ms", "p95 ms");
    load.activities().forEach(activity -> table.row(activity.row()));
    return table.toString();
  }

  private static String text(SoakReport report, String loads) {
    List<String> troubles = report.troubles();
    return String.join("\n", report.table(), "", report.rule(), report.memory(),
        troubles.isEmpty() ? "Everything stayed flat, and nothing failed." : String.join("\n", troubles), "", loads);
  }

  private static int tell(SoakReport report, String loads) throws IOException {
    System.out.println(text(report, loads));
    System.out.println(JSON.writeValueAsString(Map.of("benchmark", "soak", "minutes", report.minutes(), "flat",
        report.troubles().isEmpty(), "troubles", report.troubles(), "worstTotalMib", report.worstTotalMib())));
    return report.troubles().isEmpty() ? 0 : 1;
  }
}
