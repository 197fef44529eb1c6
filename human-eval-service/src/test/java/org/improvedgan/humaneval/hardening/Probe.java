package org.improvedgan.humaneval.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.improvedgan.humaneval.hardening.Endpoints.Endpoint;
import org.improvedgan.humaneval.hardening.RawHttp.Answer;
import org.improvedgan.humaneval.testing.AdminProfile;
import org.improvedgan.humaneval.testing.Browser;
import org.improvedgan.humaneval.testing.Browser.PageOfImages;

/** A rater in the middle of a study, and everything that was wrong with the answers to bad requests. */
final class Probe {
  static final String SAME_ORIGIN = "X-Human-Eval: 1";
  static final String JSON = "Content-Type: application/json";

  private final List<String> faults = new ArrayList<>();
  private final Browser browser;
  private final PageOfImages page;
  private final String study;
  private int requests;

  Probe(String study) {
    this.study = study;
    this.browser = new Browser(study);
    this.page = browser.beginPage();
  }

  String session() {
    return browser.token();
  }

  String page() {
    return page.token();
  }

  String bearer() {
    return "Authorization: Bearer " + browser.token();
  }

  /** The header that opens this endpoint. */
  String bearer(Endpoint endpoint) {
    return endpoint.path().matches("/admin/.*|/api/results/.*") ? "Authorization: Bearer " + AdminProfile.ADMIN
        : bearer();
  }

  /** What a parameter of an address has to be for the endpoint to answer. */
  UnaryOperator<String> valid(Endpoint endpoint) {
    return name -> switch (name) {
      case "study" -> study;
      case "stimulus" -> "00000000-0000-0000-0000-000000000000";
      case "token" -> endpoint.path().startsWith("/images/") ? page.images().get(0).substring("/images/".length())
          : page.token();
      default -> "1";
    };
  }

  /** Sends what must be refused. */
  Answer refused(String what, String method, String target, List<String> headers, byte[] body) {
    return note(what, method, target, Refusals::faults, RawHttp.send(method, target, headers, body));
  }

  /** Sends what may be answered or refused, but must harm nothing. */
  Answer harmless(String what, String method, String target, List<String> headers, byte[] body) {
    return note(what, method, target, answer -> answer.status() >= 400 ? Refusals.faults(answer)
        : Refusals.everywhere(answer), RawHttp.send(method, target, headers, body));
  }

  /** Notes a fault of another kind. */
  void require(boolean condition, String fault) {
    if (!condition) {
      faults.add(fault);
    }
  }

  /** Fails if anything was noted, or if less was tried than meant. */
  void conclude(int leastRequests) {
    assertThat(faults).isEmpty();
    assertThat(requests).isGreaterThanOrEqualTo(leastRequests);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static List<String> headers(String... headers) {
    return List.of(headers);
  }

  private Answer note(String what, String method, String target, Function<Answer, List<String>> check,
      Answer answer) {
    requests++;
    var found = check.apply(answer);
    if (!found.isEmpty()) {
      faults.add(method + " " + (target.length() > 100 ? target.substring(0, 100) + "…" : target) + " [" + what + "]: "
          + answer.status() + " " + String.join("; ", found));
    }
    return answer;
  }
}
