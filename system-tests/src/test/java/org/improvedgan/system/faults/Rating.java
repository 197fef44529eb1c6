package org.improvedgan.system.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionTimeoutException;
import org.improvedgan.benchmarks.humaneval.Ledger;
import org.improvedgan.benchmarks.humaneval.Raters;
import org.improvedgan.benchmarks.humaneval.Recount;
import org.improvedgan.benchmarks.humaneval.Timings;
import org.improvedgan.events.v1.CheckpointManifest;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One study after the other, each of a checkpoint that was just trained, with ten simulated raters: they note what was
 * acknowledged to them. When all are done, everything of the study is counted again.
 */
final class Rating implements AutoCloseable {

  private static final int RATERS = 10;
  private static final int IMAGES = 12;
  private static final double THINK_MS = 700;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Site site;
  private final Checkpoints checkpoints;
  private final long seed;
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Ledger> ledgers = new CopyOnWriteArrayList<>();
  private final Timings timings = new Timings();
  private final Set<String> problems = ConcurrentHashMap.newKeySet();
  private final AtomicInteger recounted = new AtomicInteger();
  private final AtomicInteger repeated = new AtomicInteger();
  private final Thread thread = new Thread(this::work, "rating");
  private volatile boolean stopped;

  Rating(Site site, Checkpoints checkpoints, long seed) {
    this.site = site;
    this.checkpoints = checkpoints;
    this.seed = seed;
    thread.setDaemon(true);
    thread.start();
  }

  /** What each study's raters know to be taken. */
  List<Ledger> ledgers() {
    return ledgers;
  }

  /** Studies in which all raters were done and everything was counted again. */
  int recounted() {
    return recounted.get();
  }

  /** Ratings that came to Kafka more than once, with the same id. */
  int repeated() {
    return repeated.get();
  }

  /** What the recounts have found. */
  Set<String> problems() {
    return problems;
  }

  /** Lets the raters at work come to their end, and counts again. */
  void finish() {
    stopped = true;
    Wait.until("the last raters to be done", () -> !thread.isAlive());
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
  }

  private void work() {
    try {
      Wait.until("a checkpoint to rate", () -> !kept().isEmpty());
      for (int number = 1; !stopped; number++) {
        String study = "faults-%04d".formatted(number);
        List<CheckpointManifest> kept = kept();
        open(study, kept.get(kept.size() - 1).getCheckpointId());
        Ledger ledger = new Ledger();
        ledgers.add(ledger);
        try (Raters.Crowd crowd = new Raters(RATERS, Duration.ofSeconds(1), THINK_MS, seed + number)
            .start(site::humanEval, study, ledger, timings)) {
          crowd.await();
        }
        recount(study, ledger);
      }
    } catch (InterruptedException e) {
      // The end of the suite.
    } catch (RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) {
        problems.add("Raters could not go on: " + e.getMessage());
      }
    }
  }

  /** Checkpoints that no trainer will prune any more: of a run that has come to its end. */
  private List<CheckpointManifest> kept() {
    return checkpoints.live().stream().filter(manifest -> manifest.getEpoch() > Training.EPOCHS - Site.KEEP_LAST)
        .filter(manifest -> checkpoints.epochs(manifest.getRunId()) == Training.EPOCHS).toList();
  }

  private void open(String study, String checkpoint) {
    Wait.until("study " + study + " to be open", () -> {
      if (get(study).path("state").isMissingNode()) {
        post("", Map.of("study", study, "settings", Map.of("mode", "single", "imagesPerPage", 1, "imagesPerRater",
            IMAGES, "poolSize", IMAGES, "ratersWanted", 0, "arms",
            List.of(Map.of("name", "feedback", "feedback", true, "checkpoint", checkpoint)))));
      }
      if (get(study).path("state").asText().equals("draft")) {
        post("/" + study + "/open", Map.of());
      }
      return get(study).path("state").asText().equals("open");
    });
  }

  private JsonNode get(String study) throws IOException, InterruptedException {
    return send(request("/" + study).GET().build());
  }

  private void post(String path, Object body) throws IOException, InterruptedException {
    send(request(path).header("Content-Type", "application/json").header("X-Human-Eval", "1")
        .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))).build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(site.humanEval() + "/admin/api/studies" + path))
        .timeout(Duration.ofSeconds(20)).header("Authorization", "Bearer " + Site.ADMIN_TOKEN);
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() >= 500) {
      throw new IOException("The service answers " + response.statusCode() + ".");
    }
    return JSON.readTree(response.body());
  }

  /** Until it agrees: a fault may be at work, and then it does not. */
  private void recount(String study, Ledger ledger) {
    PGSimpleDataSource database = site.dataSource();
    Recount.Findings[] last = new Recount.Findings[1];
    try {
      Wait.until("the recount of study " + study + " to agree", () -> {
        last[0] = Recount.of(ledger, database, study, site.broker());
        return last[0].problems().isEmpty();
      });
      recounted.incrementAndGet();
      repeated.addAndGet(last[0].repeated());
    } catch (ConditionTimeoutException e) {
      problems.add("Study " + study + ": " + (last[0] == null ? e.getMessage() : last[0].problems()));
    }
  }
}
