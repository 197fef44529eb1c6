package org.improvedgan.benchmarks.humaneval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.improvedgan.benchmarks.BenchmarkException;

/** Sets studies up over HTTP, as whoever runs them does. */
public final class StudyAdmin {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String service;
  private final String token;

  /**
   * @param service its address
   * @param token the admin's
   */
  public StudyAdmin(String service, String token) {
    this.service = service;
    this.token = token;
  }

  /** Sets a study up and waits until it is open. */
  public void open(String study, Map<String, Object> settings) throws InterruptedException {
    admin("POST", "", Map.of("study", study, "settings", settings));
    admin("POST", "/" + study + "/open", Map.of());
    long end = System.nanoTime() + PATIENCE.toNanos();
    JsonNode view = admin("GET", "/" + study, null);
    while (view.path("state").asText().equals("preparing") && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(100);
      view = admin("GET", "/" + study, null);
    }
    if (!view.path("state").asText().equals("open")) {
      throw new BenchmarkException("The study does not open: " + view);
    }
  }

  private JsonNode admin(String method, String path, Object body) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(service + "/admin/api/studies" + path))
          .header("Authorization", "Bearer " + token).header("X-Human-Eval", "1")
          .header("Content-Type", "application/json").method(method, body == null ? BodyPublishers.noBody()
              : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))).build();
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() / 100 != 2) {
        throw new BenchmarkException("A study cannot be set up: " + new String(response.body()));
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new BenchmarkException("The service cannot be reached: " + e.getMessage());
    }
  }
}
