package org.improvedgan.benchmarks.soak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.process.GanUp;

/** What browsers, Prometheus and clients over HTTP ask the services for. */
final class Pages {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final List<String> SERVICES = List.of("sampler", "trainer", "evaluator", "humanEval");

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final GanUp system;
  private int turn;

  Pages(GanUp system) {
    this.system = system;
  }

  /** All that can be seen, each once. */
  void look(String study) throws IOException, InterruptedException {
    get("evaluator", "/");
    get("evaluator", "/api/evaluations");
    get("evaluator", "/api/leaderboard");
    get("trainer", "/api/runs");
    get("sampler", "/");
    get("sampler", "/api/checkpoints");
    get("humanEval", "/api/results/" + study);
  }

  void grid(long seed) throws IOException, InterruptedException {
    get("sampler", "/grid.png?seed=" + seed);
  }

  /** Two images by the Open Inference Protocol. */
  void infer(long seed) throws IOException, InterruptedException {
    send(HttpRequest.newBuilder(URI.create(system.url("sampler") + "/v2/models/generator/infer"))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString("{\"parameters\": {\"seed\": " + seed + ", \"count\": 2}}")));
  }

  /** The metrics of the next service. */
  void scrape() throws IOException, InterruptedException {
    get(SERVICES.get(turn++ % SERVICES.size()), "/q/metrics");
  }

  /** The answer's text. */
  String get(String service, String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(system.url(service) + path)).GET());
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request.timeout(TIMEOUT).header("Authorization", "Bearer " + GanUp.ADMIN)
        .build(), BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new BenchmarkException(response.uri() + " answered " + response.statusCode() + ".");
    }
    return response.body();
  }
}
