package org.improvedgan.humaneval.hardening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.improvedgan.humaneval.hardening.Probe.JSON;
import static org.improvedgan.humaneval.hardening.Probe.SAME_ORIGIN;
import static org.improvedgan.humaneval.hardening.Probe.bytes;
import static org.improvedgan.humaneval.hardening.Probe.headers;

import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.improvedgan.humaneval.hardening.Endpoints.Endpoint;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.improvedgan.humaneval.testing.TestStudies;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every endpoint that the service has, whoever added it, answers bad, foreign, forged and hostile requests with 4xx and
 * one sentence, and nothing of them reaches the database.
 */
@HumanEvalTest
@TestProfile(HardeningProfile.class)
class EveryEndpointTest {
  /** What needs no token. Everything else must refuse whoever has none: add here only what everybody may see. */
  private static final Set<String> PUBLIC = Set.of("GET /api/study", "GET /api/studies/{study}",
      "POST /api/studies/{study}/sessions", "GET /images/{token}", "GET /results.json", "GET /results.csv");
  private static final String STUDY = "{'imagesPerRater': 4, 'imagesPerPage': 4, 'columns': 2, 'poolSize': 40}";
  private static final List<Endpoint> ENDPOINTS = Endpoints.all();

  @Inject
  Jdbi jdbi;
  @Inject
  TestStudies studies;

  private Probe probe;
  private Map<String, String> stored;

  @BeforeEach
  void begin() {
    probe = new Probe(studies.open(STUDY));
    stored = everythingStored();
  }

  @AfterEach
  void nothingReachedTheDatabase() {
    assertThat(everythingStored()).isEqualTo(stored);
  }

  @Test
  void theListOfEndpointsIsComplete() {
    assertThat(ENDPOINTS).hasSizeGreaterThan(8).contains(new Endpoint("POST", "/api/pages/{token}/answers"),
        new Endpoint("GET", "/images/{token}"), new Endpoint("POST", "/api/studies/{study}/sessions"));
    assertThat(ENDPOINTS.stream().map(EveryEndpointTest::name)).containsAll(PUBLIC);
  }

  @Test
  void whoHasNoTokenOrAnotherIsRefused() {
    var flipped = (probe.session().charAt(40) == 'A' ? "B" : "A");
    var bad = new ArrayList<>(List.of("", "Authorization: Bearer", "Authorization: Bearer ", "Authorization: Bearer x",
        "Authorization: Bearer null", "Authorization: Bearer " + "A".repeat(64),
        "Authorization: Bearer " + "A".repeat(6000), "Authorization: Bearer " + probe.page(),
        "Authorization: Basic " + probe.session(),
        "Authorization: " + probe.session(), "Authorization: Bearer " + probe.session() + "=",
        "Authorization: Bearer " + probe.session().substring(0, 63), "Authorization: Bearer \u00e4\u00f6",
        "Authorization: Bearer <script>alert(1)</script>", "Authorization: Bearer ' OR 1=1 --",
        "Authorization: Basic YWRtaW46YWRtaW4=", "Authorization: Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ.",
        "Cookie: session=" + probe.session(), "X-Forwarded-User: admin",
        "Authorization: Bearer " + probe.session().substring(0, 40) + flipped + probe.session().substring(41)));
    for (var endpoint : ENDPOINTS) {
      for (var token : bad) {
        var headers = token.isEmpty() ? headers(SAME_ORIGIN, JSON) : headers(SAME_ORIGIN, JSON, token);
        var body = endpoint.reads() ? null : bytes("{}");
        if (PUBLIC.contains(name(endpoint))) {
          if (endpoint.reads()) {
            probe.harmless(token, endpoint.method(), endpoint.at(probe.valid(endpoint)), headers, body);
          }
        } else {
          var answer = probe.refused(token, endpoint.method(), endpoint.at(probe.valid(endpoint)), headers, body);
          probe.require(Set.of(400, 401, 403, 404, 415).contains(answer.status()), name(endpoint) + " answers "
              + answer.status() + " to [" + token + "]");
        }
      }
    }
    probe.conclude(ENDPOINTS.size() * bad.size() - bad.size());
  }

  @Test
  void aTokenWithAnyCharacterChangedNamesNothing() {
    for (var at = 0; at < probe.session().length(); at++) {
      probe.refused("session " + at, "GET", "/api/session",
          headers("Authorization: Bearer " + changed(probe.session(), at)), null);
      probe.refused("page " + at, "GET", "/api/pages/" + changed(probe.page(), at), headers(probe.bearer()), null);
    }
    probe.conclude(128);
  }

  @Test
  void idsAndTokensThatAreNoneAreRefused() {
    for (var endpoint : ENDPOINTS) {
      if (endpoint.hasParameter()) {
        for (var id : Payloads.IDS) {
          sendId(endpoint, id, endpoint.at(name -> id));
          if (endpoint.path().indexOf('{') < endpoint.path().lastIndexOf('{')) {
            sendId(endpoint, id, endpoint.at(name -> name.equals("study") ? probe.valid(endpoint).apply(name) : id));
          }
        }
      }
    }
    probe.conclude(4 * Payloads.IDS.size());
  }

  private void sendId(Endpoint endpoint, String id, String target) {
    var body = endpoint.reads() ? null : bytes("{}");
    var headers = headers(SAME_ORIGIN, JSON, probe.bearer(endpoint));
    // ".." leads to another address, which may exist.
    if (id.equals("..") || id.startsWith("%2e%2e")) {
      probe.harmless("id", endpoint.method(), target, headers, body);
    } else {
      probe.refused("id", endpoint.method(), target, headers, body);
    }
  }

  @Test
  void parametersBehindTheQuestionMarkHarmNothing() {
    for (var endpoint : ENDPOINTS) {
      if (endpoint.reads()) {
        for (var value : Payloads.IDS) {
          var query = "?sessions=" + value + "&least=" + value + "&limit=" + value + "&study=" + value;
          probe.harmless("parameters", "GET", endpoint.at(probe.valid(endpoint)) + query,
              headers(probe.bearer(endpoint)), null);
        }
      }
    }
    probe.conclude(4 * Payloads.IDS.size());
  }

  @Test
  void bodiesThatAreNoneAreRefused() {
    var bodies = Payloads.bodies();
    for (var endpoint : ENDPOINTS) {
      if (!endpoint.reads()) {
        bodies.forEach((what, body) -> probe.refused(what, endpoint.method(), endpoint.at(probe.valid(endpoint)),
            headers(SAME_ORIGIN, JSON, probe.bearer(endpoint)), body));
      }
    }
    probe.conclude(4 * bodies.size());
  }

  @Test
  void onlyJsonOfTheServicesOwnPagesChangesSomething() {
    for (var endpoint : ENDPOINTS) {
      if (endpoint.reads()) {
        continue;
      }
      var target = endpoint.at(probe.valid(endpoint));
      for (var type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
          "application/xml", "text/json", "application", "<script>")) {
        if (type.equals("text/plain") && endpoint.path().endsWith("/bonuses")) {
          continue; // takes a list of ids as a text
        }
        probe.refused(type, endpoint.method(), target,
            headers(SAME_ORIGIN, "Content-Type: " + type, probe.bearer(endpoint)), bytes("{}"));
      }
      // As another site's page can: its cookies come along, the header does not.
      for (var origin : List.of("Origin: https://example.org", "Origin: null", "Origin: http://localhost",
          "Sec-Fetch-Site: cross-site")) {
        var answer = probe.refused(origin, endpoint.method(), target,
            headers(JSON, origin, probe.bearer(endpoint), "Cookie: rater=AAAAAAAAAAAAAAAAAAAAAA"), bytes("{}"));
        probe.require(Set.of(401, 403, 415).contains(answer.status()), name(endpoint) + " without the header: "
            + answer.status());
      }
    }
    probe.conclude(4 * 11);
  }

  @Test
  void methodsThatAnAddressDoesNotHaveAreRefusedHoweverTheyAreAskedFor() {
    var known = ENDPOINTS.stream().collect(Collectors.groupingBy(Endpoint::path,
        Collectors.mapping(Endpoint::method, Collectors.toSet())));
    known.forEach((path, methods) -> {
      var any = new Endpoint("", path);
      var target = any.at(probe.valid(any));
      for (var method : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "TRACK", "CONNECT")) {
        if (!methods.contains(method)) {
          var answer = probe.refused("method", method, target, headers(SAME_ORIGIN, JSON, probe.bearer(any)),
              method.equals("GET") || method.equals("TRACE") ? null : bytes("{}"));
          probe.require(!answer.body().contains("Authorization"), method + " " + path + " gives the request back");
        }
      }
      for (var header : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
        for (var method : List.of("DELETE", "POST", "PUT")) {
          probe.harmless(header, "GET", target, headers(header + ": " + method, SAME_ORIGIN, probe.bearer(any)), null);
        }
      }
      probe.harmless("preflight", "OPTIONS", target, headers("Origin: https://example.org",
          "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: x-human-eval"), null);
    });
    probe.conclude(4 * 8);
  }

  @Test
  void oversizedBodiesAreRefusedUnread() {
    for (var endpoint : ENDPOINTS) {
      if (!endpoint.reads()) {
        var target = endpoint.at(probe.valid(endpoint));
        var answer = probe.refused("large", endpoint.method(), target,
            headers(SAME_ORIGIN, JSON, probe.bearer(endpoint)), bytes("{\"a\": \"" + "x".repeat(300_000) + "\"}"));
        probe.require(answer.status() == 413, name(endpoint) + " takes a large body: " + answer.status());
      }
    }
    probe.conclude(3);
  }

  static String name(Endpoint endpoint) {
    return endpoint.method() + " " + endpoint.path();
  }

  private static String changed(String token, int at) {
    return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
  }

  /** Rows of each table; the outbox empties itself, and signs of life are no content. */
  private Map<String, String> everythingStored() {
    return jdbi.withHandle(handle -> {
      Map<String, String> rows = new TreeMap<>();
      for (var table : handle.createQuery("""
          SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'
            AND table_name NOT IN ('outbox', 'flyway_schema_history', 'audit')""").mapTo(String.class).list()) {
        rows.put(table, handle.createQuery("SELECT count(*) || ' ' || coalesce(md5(string_agg("
            + "md5((to_jsonb(t) - 'seen_at' - 'png')::text), '' ORDER BY to_jsonb(t)::text)), '') FROM <table> AS t")
                .define("table", table)
            .mapTo(String.class).one());
      }
      return rows;
    });
  }
}
