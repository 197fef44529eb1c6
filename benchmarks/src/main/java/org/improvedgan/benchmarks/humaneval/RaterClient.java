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
import java.util.function.Supplier;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.humaneval.Timings.Request;

/**
 * What a rater's browser sends. As the page does, it sends again what was not answered or could not be served at the
 * moment: the service has to know by itself what it has taken already.
 */
final class RaterClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long PAUSE_MS = 300;

  private final HttpClient http;
  private final Supplier<String> service;
  private final Timings timings;
  private final String cookie;
  private String session;

  /**
   * @param service its address, which may change from one start to the next
   * @param key 22 characters that tell this browser from others
   */
  RaterClient(HttpClient http, Supplier<String> service, Timings timings, String key) {
    this.http = http;
    this.service = service;
    this.timings = timings;
    this.cookie = "rater=" + key;
  }

  /** The token of the session that was begun. */
  String session() {
    return session;
  }

  /** The static page and what it says of the study. */
  void open(String study) {
    timed(Request.PAGE, get("/s/" + study));
    timed(Request.PAGE, get("/api/studies/" + study));
  }

  JsonNode begin(String study) {
    JsonNode view = post(Request.SESSION, "/api/studies/" + study + "/sessions", Map.of("query", Map.of()));
    session = view.path("token").asText();
    return view;
  }

  JsonNode reload() {
    return json(timed(Request.RELOAD, get("/api/session")));
  }

  void image(String path) {
    byte[] png = timed(Request.IMAGE, get(path)).body();
    if (png.length < 100 || png[1] != 'P') {
      throw new BenchmarkException("What came from " + path + " is no PNG file.");
    }
  }

  JsonNode answer(String page, Object answers) {
    return post(Request.ANSWER, "/api/pages/" + page + "/answers", answers);
  }

  JsonNode withdraw() {
    return post(Request.WITHDRAWAL, "/api/session/withdraw", Map.of());
  }

  private JsonNode post(Request kind, String path, Object body) {
    byte[] bytes;
    try {
      bytes = JSON.writeValueAsBytes(body);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
    return json(timed(kind, () -> request(path).header("Content-Type", "application/json").header("X-Human-Eval", "1")
        .POST(BodyPublishers.ofByteArray(bytes)).build()));
  }

  private Supplier<HttpRequest> get(String path) {
    return () -> request(path).GET().build();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service.get() + path)).timeout(TIMEOUT)
        .header("Cookie", cookie);
    return session == null ? request : request.header("Authorization", "Bearer " + session);
  }

  private HttpResponse<byte[]> timed(Request kind, Supplier<HttpRequest> request) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String trouble = "";
    while (System.nanoTime() < end) {
      try {
        long begin = System.nanoTime();
        HttpResponse<byte[]> response = http.send(request.get(), BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 == 2) {
          timings.took(kind, System.nanoTime() - begin);
          return response;
        }
        trouble = response.statusCode() + " " + new String(response.body());
        if (response.statusCode() < 500) {
          break;
        }
      } catch (IOException e) {
        trouble = e.toString();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BenchmarkException("Interrupted.");
      }
      timings.failed();
      pause();
    }
    throw new BenchmarkException("The service did not answer " + request.get().uri().getPath() + ": " + trouble);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static JsonNode json(HttpResponse<byte[]> response) {
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new BenchmarkException("The service did not answer in JSON: " + e.getMessage());
    }
  }
}
