package org.improvedgan.humaneval.hardening;

import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.improvedgan.humaneval.hardening.RawHttp.Answer;

/** What every answer of the service must look like, whatever was asked. */
final class Refusals {
  private static final Pattern SENTENCE = Pattern.compile("[A-Z\"“][^<>\\r\\n]{5,600}\\.");
  private static final List<String> NEVER = List.of("Exception", "java.", "org.improvedgan", "\tat ", "vertx", "Vert.x",
      "Quarkus", "quarkus", "RESTEasy", "PSQL", "SELECT ", "jdbc:");

  private Refusals() {
  }

  /** What is wrong with the answer to a bad request; empty if nothing. */
  static List<String> faults(Answer answer) {
    var faults = everywhere(answer);
    if (byParser(answer)) {
      return faults;
    }
    if (answer.status() < 400 || answer.status() > 499) {
      faults.add("status " + answer.status());
      return faults;
    }
    if (!answer.header("content-type").startsWith("application/json")) {
      faults.add("content type " + answer.header("content-type"));
      return faults;
    }
    if (!answer.header("cache-control").contains("no-store")) {
      faults.add("may be stored");
    }
    var json = JsonPath.from(answer.body());
    if (!String.valueOf((Object) json.get("code")).matches("[a-z]+(-[a-z]+)*")) {
      faults.add("code " + json.get("code"));
    }
    if (!SENTENCE.matcher(String.valueOf((Object) json.get("message"))).matches()) {
      faults.add("message " + json.get("message"));
    }
    return faults;
  }

  /** Whether the parser of HTTP refused the request, which it does without a body, before any handler sees it. */
  private static boolean byParser(Answer answer) {
    return (answer.status() == 400 || answer.status() == 414) && answer.body().isEmpty()
        && !answer.headers().containsKey("content-type");
  }

  /** What is wrong with any answer. */
  static List<String> everywhere(Answer answer) {
    List<String> faults = new ArrayList<>();
    if (byParser(answer)) {
      return faults;
    }
    if (answer.status() >= 500) {
      faults.add("status " + answer.status() + " " + answer.body());
    }
    NEVER.stream().filter(answer.body()::contains)
        .filter(word -> !answer.header("content-type").startsWith("text/plain"))
            .forEach(word -> faults.add("tells " + word));
    if (!answer.header("x-content-type-options").equals("nosniff")) {
      faults.add("no nosniff");
    }
    if (!answer.header("content-security-policy").contains("default-src 'none'")) {
      faults.add("no content security policy");
    }
    for (var header : List.of("server", "x-powered-by", "access-control-allow-origin", "x-injected")) {
      if (answer.headers().containsKey(header)) {
        faults.add("header " + header + ": " + answer.header(header));
      }
    }
    return faults;
  }
}
