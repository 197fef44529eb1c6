package org.improvedgan.humaneval.testing.mturk;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The site for workers: a task's page stands in a frame; its form is posted to the site. */
final class FakeWorkerSite {
  private final FakeMarket market;
  private final Supplier<String> address;

  FakeWorkerSite(FakeMarket market, Supplier<String> address) {
    this.market = market;
    this.address = address;
  }

  /** {@code GET /work/HIT} previews; with {@code ?worker=ID} it accepts. */
  void work(HttpExchange exchange) throws IOException {
    var hit = market.hit(exchange.getRequestURI().getPath().substring("/work/".length()));
    var query = exchange.getRequestURI().getRawQuery();
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("assignmentId", "ASSIGNMENT_ID_NOT_AVAILABLE");
    parameters.put("hitId", hit.id);
    if (query != null) {
      var worker = form(query).get("worker");
      var accepted = market.accept(hit.id, worker);
      if (accepted.isEmpty()) {
        FakeMTurk.send(exchange, 409, "text/html", "<p>There are no more of these tasks for you.</p>");
        return;
      }
      parameters.put("assignmentId", accepted.get().id);
      parameters.put("workerId", worker);
      parameters.put("turkSubmitTo", address.get());
    }
    var source = hit.page + (hit.page.contains("?") ? "&" : "?") + parameters.entrySet().stream()
        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
    FakeMTurk.send(exchange, 200, "text/html", "<!doctype html><iframe src=\"" + source.replace("&", "&amp;")
        + "\"></iframe>");
  }

  void submit(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      FakeMTurk.send(exchange, 405, "text/html", "<p>Only forms are submitted here.</p>");
      return;
    }
    var fields = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    var assignment = fields.remove("assignmentId");
    if (market.submit(assignment, fields)) {
      FakeMTurk.send(exchange, 200, "text/html", "<p>Submitted.</p>");
    } else {
      FakeMTurk.send(exchange, 400, "text/html", "<p>This task cannot be submitted.</p>");
    }
  }

  private static Map<String, String> form(String encoded) {
    var fields = new LinkedHashMap<String, String>();
    for (var pair : encoded.split("&")) {
      var parts = pair.split("=", 2);
      fields.put(URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
          parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return fields;
  }
}
