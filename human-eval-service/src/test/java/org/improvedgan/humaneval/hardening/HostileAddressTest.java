package org.improvedgan.humaneval.hardening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.improvedgan.humaneval.hardening.Probe.JSON;
import static org.improvedgan.humaneval.hardening.Probe.SAME_ORIGIN;
import static org.improvedgan.humaneval.hardening.Probe.bytes;
import static org.improvedgan.humaneval.hardening.Probe.headers;

import io.quarkus.test.junit.TestProfile;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.improvedgan.humaneval.testing.Browser;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.improvedgan.humaneval.testing.TestStudies;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Addresses, hosts and headers that lead a careless server astray. */
@HumanEvalTest
@TestProfile(HardeningProfile.class)
class HostileAddressTest {
  private static final List<String> PAGES = List.of("/", "/index.html", "/s/open", "/results", "/results.html",
      "/admin", "/admin/study", "/rate.js", "/style.css", "/q/health", "/results.json");
  private static final List<String> SECRETS = List.of("root:", "[fonts]", "datasource", "CREATE TABLE",
      "Manifest-Version", "human-eval.", "[core]");
  private static final String STUDY = "{'imagesPerRater': 2, 'imagesPerPage': 2, 'columns': 2, 'poolSize': 40}";
  private static final String XSS = "%3Cscript%3Ealert(1)%3C/script%3E";

  @Inject
  Router router;
  @Inject
  TestStudies studies;

  private Probe probe;

  @BeforeEach
  void begin() {
    probe = new Probe(studies.open(STUDY));
  }

  /**
   * Routes made by hand are not among the endpoints that are probed: who adds one adds it here and to {@link #PAGES}.
   */
  @Test
  void thereAreNoAddressesBesideThoseThatAreProbed() {
    var byHand = router.getRoutes().stream().map(route -> route.getPath()).filter(Objects::nonNull).distinct()
        .filter(path -> !path.startsWith("/q/") && !PAGES.contains(path) && !Set.of("/", "/q").contains(path)).toList();
    assertThat(byHand).allMatch(path -> path.matches(
        "/.*\\.(js|css|html|svg|png)|/rate|/rate/.*|/webjars.*|/META-INF.*"));
  }

  @Test
  void noAddressLeadsToFilesBesideThePages() {
    for (var target : Payloads.TRAVERSALS) {
      var answer = probe.harmless("traversal", "GET", target, headers(), null);
      probe.require(answer.status() >= 400 || answer.body().contains("<title>") || answer.status() / 100 == 3,
          target + " answers " + answer.status() + " " + answer.body());
      SECRETS.forEach(secret -> probe.require(!answer.body().contains(secret), target + " tells " + secret));
      probe.require(!answer.header("location").contains("//"), target + " leads to " + answer.header("location"));
    }
    probe.conclude(Payloads.TRAVERSALS.size());
  }

  @Test
  void parametersAreNeverGivenBackOrFollowed() {
    for (var page : PAGES) {
      for (var query : List.of("?a=%0d%0aX-Injected:%201", "?study=" + XSS, "?turkSubmitTo=https://evil.example",
          "?assignmentId=ASSIGNMENT_ID_NOT_AVAILABLE&turkSubmitTo=javascript:alert(1)", "?returnTo=//evil.example",
          "?next=https://evil.example", "?workerId=" + XSS, "?a=%00", "?a=%ff", "?%5B%5D=1", "?a[]=1&a[$ne]=2",
          "?" + "a".repeat(2500))) {
        var answer = probe.harmless("query", "GET", page + query, headers(), null);
        probe.require(answer.status() == 200, page + query + " answers " + answer.status());
        probe.require(!answer.headers().containsKey("location"), page + query + " leads elsewhere");
        probe.require(!answer.body().contains("evil.example") && !answer.body().contains("<script>alert"),
            page + query + " comes back");
      }
    }
    probe.conclude(100);
  }

  @Test
  void theHostIsNotBelieved() {
    for (var page : PAGES) {
      for (var header : List.of("Host: evil.example", "Host: localhost:80@evil.example", "Host: evil.example/x",
          "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: javascript", "Forwarded: host=evil.example",
          "X-Original-URL: /admin/api/studies", "X-Rewrite-URL: /admin/api/studies",
          "X-Forwarded-Prefix: /evil.example")) {
        var answer = RawHttp.send("GET", page, headers(header), null);
        probe.require(answer.status() == 200 || answer.status() == 400, page + " " + header + ": " + answer.status());
        probe.require(!answer.body().contains("evil.example") && !answer.headers().toString().contains("evil.example"),
            page + " believes " + header);
      }
    }
    probe.conclude(0);
  }

  /** These never reach a handler: the parser of HTTP refuses them, without a body or by closing the connection. */
  @Test
  void whatIsNoHttpIsRefusedByTheParser() {
    var requests = List.of("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(40_000) + "\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX\u0001: a\r\n\r\n",
        "POST /api/session/withdraw HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "POST /api/session/withdraw HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n");
    for (var request : requests) {
      var answer = RawHttp.exchange(request, new byte[0]);
      assertThat(answer.status()).as(request.substring(0, Math.min(80, request.length())))
          .matches(status -> status == 0 || status >= 400 && status <= 499);
      assertThat(answer.body()).doesNotContain("Exception", "\tat ");
    }
  }

  @Test
  void bodiesOfUnknownLengthAreRefusedAsWell() {
    var chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
    var answer = RawHttp.exchange("POST /api/session/withdraw HTTP/1.1\r\nHost: localhost\r\nX-Human-Eval: 1\r\n" + JSON
        + "\r\n" + probe.bearer() + "\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n",
        bytes(chunk.repeat(20) + "0\r\n\r\n"));
    assertThat(answer.status()).isBetween(400, 499);
    assertThat(new Browser().begin().statusCode()).as("the next one is served").isEqualTo(200);
  }

  @Test
  void pagesCannotBeFramedByOthersAndAreAskedForAgain() {
    for (var page : PAGES) {
      var answer = RawHttp.send("GET", page, headers(), null);
      assertThat(answer.header("content-security-policy")).as(page).contains("frame-ancestors 'self'",
          "base-uri 'none'", "form-action 'self'", "default-src 'none'").doesNotContain("unsafe", "*", "data:");
      assertThat(answer.headers()).as(page).doesNotContainKeys("access-control-allow-origin", "server", "x-powered-by",
          "set-cookie");
      assertThat(answer.header("cache-control")).as(page).doesNotContain("public")
          .doesNotContainPattern("max-age=[1-9]");
    }
  }

  @Test
  void aPlantedCookieIsNoWayIn() {
    var target = "/api/studies/" + studies.open(STUDY) + "/sessions";
    for (var cookie : List.of("rater=x", "rater=", "rater=" + "A".repeat(23), "rater='; DROP TABLE rater; --",
        "rater=<script>alert(1)</script>", "rater=\u00e4", "rater=AAAAAAAAAAAAAAAAAAAAA%00")) {
      var answer = RawHttp.send("POST", target, headers(SAME_ORIGIN, JSON, "Cookie: " + cookie), bytes("{}"));
      assertThat(answer.status()).as(cookie).isEqualTo(200);
      assertThat(answer.header("set-cookie")).as("a key of the service's own").matches(
          "rater=[A-Za-z0-9_-]{22};.*").contains("HttpOnly", "SameSite=Lax");
    }
  }
}
