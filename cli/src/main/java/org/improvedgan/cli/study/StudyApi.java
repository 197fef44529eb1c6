package org.improvedgan.cli.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.improvedgan.cli.UserError;

/** The human evaluation's admin side over HTTP. What it refuses becomes a {@link UserError} with its own sentence. */
final class StudyApi {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final URI url;
  private final Optional<String> token;
  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(5)).build();

  /**
   * @param url of the service, without a path
   * @param token sent with every request; empty: none is
   */
  StudyApi(URI url, Optional<String> token) {
    this.url = url;
    this.token = token;
  }

  /** One step of a path, whatever a user typed. */
  static String step(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The service's address of a page. */
  String address(String path) {
    return url + path;
  }

  JsonNode get(String path) {
    return json(send(request(path).GET().build(), BodyHandlers.ofString()));
  }

  JsonNode post(String path, JsonNode body) {
    return json(send(request(path).POST(BodyPublishers.ofString(body.toString())).build(), BodyHandlers.ofString()));
  }

  JsonNode put(String path, JsonNode body) {
    return json(send(request(path).PUT(BodyPublishers.ofString(body.toString())).build(), BodyHandlers.ofString()));
  }

  /** Writes what the service sends to a file, which appears only once it is whole. Returns its size in bytes. */
  long download(String path, Path out) {
    Path whole = out.toAbsolutePath();
    if (!Files.isDirectory(whole.getParent())) {
      throw new UserError("There is no folder " + whole.getParent() + " to write " + out.getFileName()
          + " into: create it first.");
    }
    try {
      Path half = Files.createTempFile(whole.getParent(), out.getFileName().toString(), ".part");
      try (InputStream body = send(request(path).GET().build(), BodyHandlers.ofInputStream()).body()) {
        Files.copy(body, half, StandardCopyOption.REPLACE_EXISTING);
        Files.move(half, whole, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(half);
      }
      return Files.size(whole);
    } catch (IOException e) {
      throw new UserError("The file " + out + " could not be written (" + e.getMessage() + "): try again.", e);
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path)).timeout(LONGEST)
        .header("Content-Type", "application/json").header("X-Human-Eval", "1");
    token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    return request;
  }

  private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) {
    HttpResponse<T> response;
    try {
      response = client.send(request, handler);
    } catch (IOException e) {
      throw new UserError("No human-eval service answers at " + url
          + ": start the system with `./gan up`, or name another one with --url.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted while " + url + " was asked.", e);
    }
    if (response.statusCode() >= 300) {
      throw refused(response.statusCode(), text(response.body()));
    }
    return response;
  }

  private UserError refused(int status, String body) {
    String said;
    try {
      said = JSON.readTree(body).path("message").asText();
    } catch (JsonProcessingException e) {
      said = "";
    }
    if (said.isEmpty()) {
      return new UserError("The service at " + url + " answered with the status " + status
          + ": check that --url names a human-eval service of this version.");
    }
    return new UserError(status == 401
        ? said + " Name the file that holds it with --token-file, or set HUMAN_EVAL_ADMIN_TOKEN." : said);
  }

  private static String text(Object body) {
    try {
      return body instanceof InputStream stream ? new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          : String.valueOf(body);
    } catch (IOException e) {
      return "";
    }
  }

  private JsonNode json(HttpResponse<String> response) {
    try {
      return response.body().isBlank() ? JSON.nullNode() : JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new UserError("What answers at " + url + " is no human-eval service: check --url.", e);
    }
  }
}
