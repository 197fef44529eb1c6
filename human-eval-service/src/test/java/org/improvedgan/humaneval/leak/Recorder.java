package org.improvedgan.humaneval.leak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.improvedgan.humaneval.leak.Attack.Trial;
import org.improvedgan.humaneval.testing.Browser.PageOfImages;
import org.improvedgan.humaneval.testing.TestStudies;

/**
 * Raters' browsers that write down everything which the service sends them, as numbers: of each image what comes with
 * it beside its pixels, of its page and session all of their text, and how long everything took.
 */
final class Recorder {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int REPETITIONS = 9;
  private static final int BEFORE_PIXELS = 8 + 25 + 8 + 2 + 5;
  private static final int AFTER_PIXELS = 4 + 4 + 12;
  /** Adler-32 and CRC-32 follow from the pixels. */
  private static final int CHECKSUMS = 4 + 4;
  private static final int TOKEN_ID_BYTES = 16;

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final TestStudies studies;
  private final List<Trial> trials = new ArrayList<>();
  private final Map<String, Map<String, Double>> images = new LinkedHashMap<>();
  private final List<byte[]> files = new ArrayList<>();
  private String bearer;

  Recorder(TestStudies studies) {
    this.studies = studies;
  }

  private record Timed(HttpResponse<byte[]> response, double millis) {
  }

  /** What was seen in so many sessions of a study. */
  List<Trial> watch(String study, int sessions) {
    for (var i = 0; i < sessions; i++) {
      session(study);
    }
    repeat();
    return trials;
  }

  /** The files of all images, in the order of the trials. */
  List<byte[]> files() {
    return files;
  }

  private void session(String study) {
    bearer = null;
    var begun = call("POST", "/api/studies/" + study + "/sessions", "{}");
    var session = json(begun);
    bearer = session.path("token").asText();
    var seen = new LinkedHashMap<String, Double>();
    seen.put("session: millis", begun.millis());
    bits("session: token", bearer, seen);
    var announced = new LinkedHashMap<String, Integer>();
    for (var page = session.path("page"); !page.isNull(); page = session.path("page")) {
      session.path("upcoming").forEach(address -> announced.putIfAbsent(address.asText(), announced.size()));
      session = page(page, seen, announced);
    }
  }

  private JsonNode page(JsonNode page, Map<String, Double> ofSession, Map<String, Integer> announced) {
    var token = page.path("token").asText();
    List<String> addresses = new ArrayList<>();
    page.path("images").forEach(address -> addresses.add(address.asText()));
    var truth = studies.truth(new PageOfImages(token, "main", addresses));
    var seen = new LinkedHashMap<>(ofSession);
    bits("page: token", token, seen);
    text("page: text", withoutTokens(page.toString()), seen);
    answer("page again", call("GET", "/api/pages/" + token, null), seen);
    answer("session again", call("GET", "/api/session", null), seen);
    var sorted = addresses.stream().sorted().toList();
    for (var i = 0; i < addresses.size(); i++) {
      var address = addresses.get(i);
      var ofImage = new LinkedHashMap<>(seen);
      ofImage.put("position", (double) i);
      ofImage.put("position odd", (double) (i % 2));
      ofImage.put("announced", (double) announced.getOrDefault(address, -1));
      ofImage.put("rank of address", (double) sorted.indexOf(address));
      ofImage.put("trial", (double) trials.size());
      image(address, ofImage);
      trials.add(new Trial(truth.get(i), ofImage));
    }
    // An answer that is none tells nothing, and the lock itself tells nothing in a study without feedback.
    answer("refused", call("POST", "/api/pages/" + token + "/answers", "{\"generated\": []}"), seen);
    var locked = call("POST", "/api/pages/" + token + "/answers",
        "{\"generated\": " + Collections.nCopies(addresses.size(), true) + "}");
    answer("locked", locked, seen);
    answer("again", call("POST", "/api/pages/" + token + "/answers", "{\"generated\": []}"), seen);
    answer("page locked", call("GET", "/api/pages/" + token, null), seen);
    trials.subList(trials.size() - addresses.size(), trials.size()).forEach(trial -> seen.forEach(trial.seen()::put));
    return json(locked).path("session");
  }

  private void image(String address, Map<String, Double> seen) {
    bits("address", address.substring(address.lastIndexOf('/') + 1), seen);
    var first = call("GET", address, null);
    var file = first.response().body();
    envelope("image", first, seen);
    var around = file.length - AFTER_PIXELS;
    for (var i = 0; i < BEFORE_PIXELS; i++) {
      seen.put("byte " + i, (double) file[i]);
    }
    for (var i = CHECKSUMS; i < AFTER_PIXELS; i++) {
      seen.put("byte from end " + (AFTER_PIXELS - i), (double) file[around + i]);
    }
    files.add(file);
    images.put(address, seen);
  }

  /** All images again and again in random order, warmed up by then. */
  private void repeat() {
    var order = new ArrayList<>(images.keySet());
    Map<String, double[]> times = new LinkedHashMap<>();
    for (var round = 0; round < REPETITIONS; round++) {
      Collections.shuffle(order, new Random(round));
      for (var address : order) {
        times.computeIfAbsent(address, key -> new double[REPETITIONS])[round] = call("GET", address, null).millis();
      }
    }
    times.forEach((address, millis) -> {
      Arrays.sort(millis);
      images.get(address).put("image: least millis", millis[0]);
      images.get(address).put("image: median millis", millis[REPETITIONS / 2]);
      images.get(address).put("image: mean millis", Arrays.stream(millis).average().orElseThrow());
    });
  }

  private void answer(String what, Timed answer, Map<String, Double> seen) {
    envelope(what, answer, seen);
    text(what + ": text", withoutTokens(new String(answer.response().body(), StandardCharsets.UTF_8)), seen);
  }

  /** Everything but the content. */
  private void envelope(String what, Timed answer, Map<String, Double> seen) {
    seen.put(what + ": millis", answer.millis());
    seen.put(what + ": status", (double) answer.response().statusCode());
    seen.put(what + ": bytes", (double) answer.response().body().length);
    text(what + ": headers", answer.response().headers().map().toString(), seen);
  }

  /** Tokens are random, and looked at bit by bit; what is left is compared as a whole, by length and by a checksum. */
  private static String withoutTokens(String text) {
    return text.replaceAll("[A-Za-z0-9_-]{22,64}", "…").replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "…");
  }

  private static void text(String what, String text, Map<String, Double> seen) {
    var checksum = new CRC32();
    checksum.update(text.getBytes(StandardCharsets.UTF_8));
    seen.put(what + " length", (double) text.length());
    seen.put(what + " checksum", (double) checksum.getValue());
  }

  private static void bits(String what, String token, Map<String, Double> seen) {
    var bytes = Base64.getUrlDecoder().decode(token);
    for (var i = 0; i < Math.min(bytes.length, TOKEN_ID_BYTES) * 8; i++) {
      seen.put(what + " bit " + i, (double) (bytes[i / 8] >> (7 - i % 8) & 1));
    }
    for (var i = 0; i < Math.min(bytes.length, TOKEN_ID_BYTES); i++) {
      seen.put(what + " byte " + i, (double) (bytes[i] & 0xff));
    }
  }

  private Timed call(String method, String path, String body) {
    var request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
        .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) {
      request.header("X-Human-Eval", "1").header("Content-Type", "application/json");
    }
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    try {
      var from = System.nanoTime();
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Timed(response, (System.nanoTime() - from) / 1e6);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(Timed answer) {
    try {
      if (answer.response().statusCode() != 200) {
        throw new IllegalStateException(new String(answer.response().body(), StandardCharsets.UTF_8));
      }
      return JSON.readTree(answer.response().body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
