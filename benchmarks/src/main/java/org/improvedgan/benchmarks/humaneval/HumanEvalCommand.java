package org.improvedgan.benchmarks.humaneval;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.humaneval.Timings.Request;
import org.improvedgan.benchmarks.process.Home;
import org.improvedgan.benchmarks.process.Server;
import org.improvedgan.benchmarks.report.Machine;
import org.improvedgan.kafka.local.FreePort;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Raters at work on the service as {@code ./gan up} starts it; then everything is counted again. */
@Command(name = "human-eval", mixinStandardHelpOptions = true,
    description = "How long raters wait for human-eval-service, with its PostgreSQL, a broker and a sampler of noise "
        + "on this machine; exit 1 if the 95th percentile of an answer reaches --bound, a request fails, or an answer is "
        + "lost or counted twice.")
public final class HumanEvalCommand implements Callable<Integer> {
  private static final String STUDY = "benchmark";
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** How images are shown. */
  enum Mode { SINGLE, GRID }

  @Option(names = "--raters", paramLabel = "N", defaultValue = "200",
      description = "Raters at the same time (default: ${DEFAULT-VALUE}).")
  private int raters;

  @Option(names = "--images", paramLabel = "N", defaultValue = "100",
      description = "Images of each session (default: ${DEFAULT-VALUE}).")
  private int images;

  @Option(names = "--mode", paramLabel = "MODE", defaultValue = "SINGLE",
      description = "One of ${COMPLETION-CANDIDATES}: an image at a time, or 25 on a page (default: ${DEFAULT-VALUE}).")
  private Mode mode;

  @Option(names = "--think-ms", paramLabel = "MS", defaultValue = "3000", description = "Mean time before an answer, "
      + "for each image: HYPE's raters take about 6000; 0 for raters who answer as fast as they can "
      + "(default: ${DEFAULT-VALUE}).")
  private double thinkMs;

  @Option(names = "--arrival", paramLabel = "SECONDS", defaultValue = "10",
      description = "Time within which the raters come; 0 for all at once (default: ${DEFAULT-VALUE}).")
  private int arrival;

  @Option(names = "--warmup", paramLabel = "N", defaultValue = "20", description = "Raters without a pause before the "
      + "others, not counted: just-in-time compilation takes that long (default: ${DEFAULT-VALUE}).")
  private int warmup;

  @Option(names = "--bound", paramLabel = "MS", defaultValue = "100", description = "The 95th percentile of an answer "
      + "has to be below this (default: ${DEFAULT-VALUE}).")
  private double bound;

  @Option(names = "--jvm", paramLabel = "OPTIONS", split = " ",
      defaultValue = "-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
      description = "Java options of the service, separated by spaces (default: ${DEFAULT-VALUE}, as ./gan up).")
  private List<String> jvm;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
      description = "Seed of the raters (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--quick", description = "20 images: a rough answer.")
  private boolean quick;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (raters < 1 || images < 1 || warmup < 0 || arrival < 0 || thinkMs < 0) {
      throw new BenchmarkException("Give one or more raters and images, and no negative times.");
    }
    Machine machine = Machine.now();
    Path folder = Files.createTempDirectory("human-eval");
    try {
      HumanEvalReport report = measure(folder, machine);
      System.out.println(report.table());
      System.out.println();
      report.remarks().forEach(System.out::println);
      System.out.println(report.toJson());
      return report.fast() && report.whole() ? 0 : 1;
    } finally {
      delete(folder);
    }
  }

  private HumanEvalReport measure(Path folder, Machine machine) throws InterruptedException {
    int port = FreePort.next();
    String address = "http://127.0.0.1:" + port;
    try (Stage stage = Stage.start(folder); Server service = start(stage, port, folder)) {
      service.await(() -> ready(address));
      stage.open(address, STUDY + "-warmup", settings());
      work(address, STUDY + "-warmup", new Raters(warmup, Duration.ZERO, 0, seed + 1), new Ledger(), new Timings());
      stage.open(address, STUDY, settings());
      Ledger ledger = new Ledger();
      Timings timings = new Timings();
      double before = service.cpuMs();
      double databaseBefore = stage.databaseCpuMs();
      double clientBefore = clientMs();
      long begin = System.nanoTime();
      work(address, STUDY, new Raters(raters, Duration.ofSeconds(arrival), thinkMs, seed), ledger, timings);
      double seconds = (System.nanoTime() - begin) / 1e9;
      int answers = timings.of(Request.ANSWER).count();
      double serviceMs = (service.cpuMs() - before) / answers;
      double databaseMs = (stage.databaseCpuMs() - databaseBefore) / answers;
      double clientCpuMs = (clientMs() - clientBefore) / answers;
      return new HumanEvalReport("human-eval", mode.name().toLowerCase(Locale.ROOT), raters, images(), thinkMs,
          rounded(seconds), rounded(answers / seconds), HumanEvalReport.quantiles(timings), bound, timings.failures(),
          rounded(serviceMs), rounded(databaseMs), rounded(clientCpuMs), rounded(service.peakResidentMib()),
          Recount.of(ledger, stage.database(), STUDY, stage.bootstrapServers()), machine);
    }
  }

  private Server start(Stage stage, int port, Path folder) {
    Path jar = Home.projectFile("human-eval-service", "target", "quarkus-app", "quarkus-run.jar");
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(jvm);
    command.addAll(List.of("-jar", jar.toString()));
    Map<String, String> environment = new HashMap<>(stage.environment());
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    return Server.start("The human-eval-service", command, environment, folder.resolve("service.log"));
  }

  /** Two arms, of which one tells the truth; a few of everything that a session can have besides. */
  private Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>(Map.of("mode", mode.name().toLowerCase(Locale.ROOT),
        "imagesPerRater", images(), "practice", 5, "gold", Map.of("images", 4, "mostWrong", 4), "attentionChecks", 1,
        "ratersWanted", 0, "poolSize", 500,
        "arms", Stream.of("feedback", "no-feedback").map(name -> Map.of("name", name, "feedback",
            name.equals("feedback"), "checkpoint", NoiseSampler.checkpoint())).toList()));
    settings.put("imagesPerPage", mode == Mode.SINGLE ? 1 : 25);
    return settings;
  }

  private static void work(String address, String study, Raters raters, Ledger ledger, Timings timings)
      throws InterruptedException {
    if (raters.count() > 0) {
      try (Raters.Crowd crowd = raters.start(() -> address, study, ledger, timings)) {
        crowd.await();
      }
    }
  }

  private int images() {
    return quick ? Math.min(20, images) : images;
  }

  private static boolean ready(String address) {
    try {
      return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(address + "/q/health/ready")).build(),
          BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("Interrupted.");
    }
  }

  private static double clientMs() {
    return SYSTEM.getProcessCpuTime() / 1e6;
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      System.err.println("human-eval, " + folder + " cannot be deleted: " + e.getMessage());
    }
  }
}
