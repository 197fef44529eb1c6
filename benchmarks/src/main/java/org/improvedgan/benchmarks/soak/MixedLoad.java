package org.improvedgan.benchmarks.soak;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.humaneval.Ledger;
import org.improvedgan.benchmarks.humaneval.Raters;
import org.improvedgan.benchmarks.humaneval.StudyAdmin;
import org.improvedgan.benchmarks.humaneval.Timings;
import org.improvedgan.benchmarks.process.GanUp;
import org.improvedgan.benchmarks.sampler.Client;

/** Everything that the users of a system do, at a steady and moderate pace. */
final class MixedLoad implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int STREAM = 2000;
  private static final int RATERS = 8;
  private static final int IMAGES = 20;
  private static final double THINK_MS = 3000;
  /** Crowds of raters that share a study, before there is a new one with images of the newest checkpoint. */
  private static final int CROWDS = 6;

  private final GanUp system;
  private final Client sampler;
  private final Pages pages;
  private final TrainingRequests training;
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(9);
  private final ReentrantLock trains = new ReentrantLock(true);
  private final List<Activity> activities = new ArrayList<>();
  private final Timings answers = new Timings();
  private volatile String study = "";
  private int crowds;
  private long seed;

  /** @param training settings of each training run */
  MixedLoad(GanUp system, Map<String, String> training) {
    this.system = system;
    this.sampler = new Client(system.grpcPort());
    this.pages = new Pages(system);
    this.training = new TrainingRequests(system.url("kafka"), "mnist-demo", training);
  }

  /** Sets a first study up and begins. */
  void start() throws InterruptedException {
    newStudy();
    every("gRPC: a call of 1 to 16 images", 100,
        () -> sampler.pixels(Client.SAMPLE, next(), 0, 1 + (int) (seed % 16)));
    every("gRPC: a stream of " + STREAM + " images", 5_000, () -> sampler.streams(STREAM, 1));
    every("Open Inference Protocol over HTTP: 2 images", 500, () -> pages.infer(next()));
    every("a grid of images as PNG", 2_000, () -> pages.grid(next()));
    every("all pages and their data", 15_000, () -> pages.look(study));
    every("metrics of one service", 2_500, pages::scrape);
    every("a training run with two checkpoints, from request to end", 45_000, this::train);
    every("a study of " + RATERS + " raters, " + IMAGES + " images each", 1_000, this::rate);
  }

  private synchronized long next() {
    return ++seed;
  }

  private void every(String title, long pauseMs, Activity.Work work) {
    Activity activity = new Activity(title);
    activities.add(activity);
    threads.scheduleWithFixedDelay(() -> activity.once(work), 0, pauseMs, TimeUnit.MILLISECONDS);
  }

  private void train() throws Exception {
    trains.lock();
    try {
      String run = training.next();
      long end = System.nanoTime() + PATIENCE.toNanos();
      for (String state = ""; !state.equals("COMPLETED"); state = state(run)) {
        if (state.equals("FAILED")) {
          throw new BenchmarkException("The run " + run + " failed; see the trainer's log.");
        }
        if (System.nanoTime() > end) {
          throw new BenchmarkException(
              "The run " + run + " has not ended within " + PATIENCE.toMinutes() + " minutes.");
        }
        TimeUnit.SECONDS.sleep(1);
      }
    } finally {
      trains.unlock();
    }
  }

  private String state(String run) throws Exception {
    return pages.get("trainer", "/api/runs").contains("\"runId\":\"" + run + "\"")
        ? JSON.readTree(pages.get("trainer", "/api/runs/" + run)).path("state").asText() : "";
  }

  /** Waits for the moment between two training runs, when the trainer keeps nothing but what it always keeps. */
  void betweenRuns(Runnable work) {
    trains.lock();
    try {
      work.run();
    } finally {
      trains.unlock();
    }
  }

  private void rate() throws InterruptedException {
    if (++crowds % CROWDS == 0) {
      newStudy();
    }
    Raters raters = new Raters(RATERS, Duration.ofSeconds(20), THINK_MS, 1000L * crowds);
    try (Raters.Crowd crowd = raters.start(() -> system.url("humanEval"), study, new Ledger(), answers)) {
      crowd.await();
    }
  }

  private void newStudy() throws InterruptedException {
    String id = "soak-%03d".formatted(crowds);
    new StudyAdmin(system.url("humanEval"), GanUp.ADMIN).open(id, Map.of("mode", "single", "imagesPerPage", 1,
        "imagesPerRater", IMAGES, "practice", 3, "gold", Map.of("images", 2, "mostWrong", 2), "attentionChecks", 1,
        "ratersWanted", 0, "poolSize", 200, "arms", Stream.of("feedback", "no-feedback").map(name -> Map.of(
            "name", name, "feedback", name.equals("feedback"), "checkpoint", "latest")).toList()));
    study = id;
  }

  /** A sentence for each kind of load that failed. */
  List<String> failures() {
    return activities.stream().filter(one -> one.failures() > 0).map(one -> "%s: %d failed, the last with: %s"
        .formatted(one.title(), one.failures(), one.lastFailure())).toList();
  }

  List<Activity> activities() {
    return List.copyOf(activities);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sampler.close();
    training.close();
  }
}
