package org.improvedgan.benchmarks.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.humaneval.Ledger;
import org.improvedgan.benchmarks.humaneval.Raters;
import org.improvedgan.benchmarks.humaneval.StudyAdmin;
import org.improvedgan.benchmarks.humaneval.Timings;
import org.improvedgan.benchmarks.humaneval.Timings.Request;
import org.improvedgan.benchmarks.process.GanUp;
import org.improvedgan.benchmarks.process.Home;
import org.improvedgan.benchmarks.report.Machine;
import org.improvedgan.benchmarks.sampler.Client;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One table of the load that the whole system holds, and of the times under it. */
@Command(name = "load", mixinStandardHelpOptions = true,
    description = "The load that ./gan up holds on this machine and the latencies under it, in one table: sampler, "
        + "human evaluation, evaluator, and the way of a checkpoint through all of them. Some five minutes.")
public final class LoadCommand implements Callable<Integer> {
  private static final int LONG = 50_000;
  private static final int WARM_UP_CALLS = 20_000;

  @Option(names = "--rates", paramLabel = "N", split = ",", defaultValue = "250,500,1000,2000,3000,4000,6000,8000",
      description = "Calls/s offered to the sampler, one after the other; ends with the first that is not held "
          + "(default: ${DEFAULT-VALUE}).")
  private List<Integer> rates;

  @Option(names = "--seconds", paramLabel = "N", defaultValue = "6",
      description = "How long each of them (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--raters", paramLabel = "N", split = ",", defaultValue = "25,50,100,150",
      description = "Raters at the same time, who think a second before each answer, one number after the other "
          + "(default: ${DEFAULT-VALUE}).")
  private List<Integer> raters;

  @Option(names = "--images", paramLabel = "N", defaultValue = "12",
      description = "Images of each rater (default: ${DEFAULT-VALUE}).")
  private int images;

  @Option(names = "--checkpoints", paramLabel = "N", defaultValue = "5",
      description = "Checkpoints published (default: ${DEFAULT-VALUE}).")
  private int checkpoints;

  @Option(names = "--port-offset", paramLabel = "N", defaultValue = "21000",
      description = "As of ./gan up (default: ${DEFAULT-VALUE}).")
  private int portOffset;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (seconds < 1 || images < 1 || checkpoints < 1) {
      throw new BenchmarkException("Give one or more seconds, images and checkpoints.");
    }
    Machine machine = Machine.now();
    Path folder = Files.createTempDirectory("load");
    try {
      Path generator = folder.resolve("generator.onnx");
      Home.run(List.of("generator", generator.toString())).lastLine();
      Rows rows = new Rows();
      // The shortest of all runs: what is measured gets its checkpoints from here, and the trainer rests.
      try (GanUp system = GanUp.start(folder, List.of("--port-offset", Integer.toString(portOffset), "--set",
          "dataset=drawn-digits", "--set", "epochs=1", "--set", "iterations-per-epoch=10"), Map.of())) {
        new CheckpointPath(system, Files.readAllBytes(generator)).measure(checkpoints, rows);
        sampler(system, rows);
        humanEval(system, rows);
      }
      System.out.println(rows.table());
      System.out.println();
      System.out.println(machine + (machine.busy() ? "; THE MACHINE WAS NOT QUIET" : ""));
      System.out.println(new ObjectMapper().writeValueAsString(Map.of("benchmark", "load", "rows", rows.json(),
          "machine", machine)));
      return 0;
    } finally {
      delete(folder);
    }
  }

  private void sampler(GanUp system, Rows rows) throws InterruptedException {
    try (Client client = new Client(system.grpcPort()); OpenLoop open = new OpenLoop(system.grpcPort())) {
      // Just-in-time compilation of both sides.
      client.calls(Client.SAMPLE, WARM_UP_CALLS, 16);
      client.streams(LONG, 1);
      for (int rate : rates) {
        OpenLoop.Outcome outcome = open.run(rate, seconds);
        rows.add("sampler, calls of one image", String.format(Locale.ROOT, "%,d calls/s", rate),
            String.format(Locale.ROOT, "%,.0f calls/s", outcome.held()), outcome.refused(), outcome.sortedNanos());
        if (!outcome.sustained()) {
          break;
        }
      }
      Client.Calls calls = client.calls(Client.SAMPLE, WARM_UP_CALLS, 16);
      rows.add("sampler, calls of one image", "16 at the same time, each followed by the next",
          String.format(Locale.ROOT, "%,.0f calls/s", calls.perSecond()), 0, calls.sortedNanos());
      for (int streams = 1; streams <= 2; streams++) {
        rows.add("sampler, images by stream", streams == 1 ? "one stream" : streams + " streams", String.format(
            Locale.ROOT, "%,.0f images/s", LONG / client.streams(LONG, streams)), LONG);
      }
    }
  }

  private void humanEval(GanUp system, Rows rows) throws InterruptedException {
    String address = system.url("humanEval");
    StudyAdmin admin = new StudyAdmin(address, GanUp.ADMIN);
    admin.open("warm-up", settings());
    rate(address, "warm-up", new Raters(20, Duration.ZERO, 0, 1), new Timings());
    for (int count : raters) {
      String study = "raters-" + count;
      admin.open(study, settings());
      Timings timings = new Timings();
      long begin = System.nanoTime();
      rate(address, study, new Raters(count, Duration.ofSeconds(5), 1000, count), timings);
      double took = (System.nanoTime() - begin) / 1e9;
      Timings.Quantiles answers = timings.of(Request.ANSWER);
      rows.add(new Rows.Row("human evaluation, answers", count + " raters, a second of thinking for each image",
          String.format(Locale.ROOT, "%.1f answers/s", answers.count() / took), answers.p50(), answers.p95(),
          answers.p99(), timings.failures(), answers.count()));
    }
  }

  private static void rate(String address, String study, Raters raters, Timings timings) throws InterruptedException {
    try (Raters.Crowd crowd = raters.start(() -> address, study, new Ledger(), timings)) {
      crowd.await();
    }
  }

  private Map<String, Object> settings() {
    return Map.of("mode", "single", "imagesPerPage", 1, "imagesPerRater", images, "practice", 3, "gold",
        Map.of("images", 2, "mostWrong", 2), "attentionChecks", 1, "ratersWanted", 0, "poolSize", 200, "arms",
        Stream.of("feedback", "no-feedback").map(name -> Map.of("name", name, "feedback", name.equals("feedback"),
            "checkpoint", "latest")).toList());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
