package org.improvedgan.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collections;
import java.util.Map;

/** A page of the open study, answered without a browser. */
final class RatingByHttp {

  /** What a platform might add to the address, and nobody else should see. */
  static final String WORKER = "worker-4711";
  private static final ObjectMapper JSON = new ObjectMapper();

  private RatingByHttp() {
  }

  /** Takes every image of one page for real. */
  static void judge(String service) throws IOException, InterruptedException {
    JsonNode session = post(service + "/api/studies/open/sessions?worker=" + WORKER, "", Map.of("query", Map.of()));
    JsonNode page = session.get("page");
    post(service + "/api/pages/" + page.get("token").asText() + "/answers", session.get("token").asText(),
        Map.of("generated", Collections.nCopies(page.get("images").size(), false)));
  }

  private static JsonNode post(String url, String token, Object body) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/json")
        .header("X-Human-Eval", "1").header("Authorization", "Bearer " + token)
        .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))).build();
    var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).as(new String(response.body())).isEqualTo(200);
    return JSON.readTree(response.body());
  }
}
