package org.improvedgan.humaneval.hardening;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What attackers send. */
final class Payloads {
  /** In place of an id or token of an address, as it is written there. */
  static final List<String> IDS = List.of("x", "%27%20OR%201=1%20--", "1%3B%20DROP%20TABLE%20study", "%00", "a%00b",
      "%01%02", "%0d%0aX-Injected:%201", "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
      "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E", "..", "%2e%2e", "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
      "..%2f..%2fetc%2fpasswd", "%252e%252e%252f",
      "..%5c..%5cwindows", "..;", "%c0%ae%c0%ae%c0%af", "%ff%fe", "%E2%80%AE", "$%7B7*7%7D", "%7B%7B7*7%7D%7D",
      "$%7Bjndi:ldap:%2F%2Fx%7D",
      "A".repeat(64), "A".repeat(3000), "-1", "9".repeat(40), "00000000-0000-0000-0000-000000000000", "null", "*",
      "%25", "=cmd%7C%27%20%2FC%20calc%27!A0", "open%20", "OPEN");

  /** Whole targets that lead somewhere else on a careless server. */
  static final List<String> TRAVERSALS = List.of("/../etc/passwd", "/../../../../etc/passwd",
      "/%2e%2e/%2e%2e/etc/passwd", "/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/..%2f..%2fetc%2fpasswd",
      "/%252e%252e%252fetc%252fpasswd",
      "/..%5c..%5cwindows%5cwin.ini", "/..\\..\\windows\\win.ini", "/....//....//etc/passwd", "/.%00/etc/passwd",
      "/index.html%00.png", "/%c0%ae%c0%ae/etc/passwd", "/META-INF/MANIFEST.MF", "/META-INF/resources/index.html",
      "/WEB-INF/web.xml", "/application.properties", "/..;/application.properties", "/db/migration/V1__ratings.sql",
      "/s/../application.properties", "/s/%2e%2e%2fapplication.properties", "/s/..%2f..%2fapplication.properties",
      "/s/%00", "/s/%3Cscript%3E", "/images/../application.properties", "/images/..%2fapplication.properties",
      "/images/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/admin/../application.properties",
      "/admin/..%2fapplication.properties", "/admin/api/..%2f..%2fapplication.properties", "/.git/config", "/.env",
      "/rate.js%00", "/rate.js/",
      "/rate.js/..%2f", "//etc/passwd", "//example.org/%2e%2e", "/q/dev", "/q/dev-ui", "/q/swagger-ui", "/q/openapi",
      "/q/arc/beans",
      "/q/logging-manager", "/q/info", "/@fs/etc/passwd", "/webjars/", "/swagger", "/actuator/env", "/server-status");

  private Payloads() {
  }

  /** JSON bodies that no endpoint can mean, by name. */
  static Map<String, byte[]> bodies() {
    var bodies = new LinkedHashMap<String, byte[]>();
    text(bodies, "no JSON", "generated");
    text(bodies, "half of it", "{\"generated\": [");
    text(bodies, "an array", "[1, 2]");
    text(bodies, "a number", "7");
    text(bodies, "a text", "\"{}\"");
    text(bodies, "a NUL", "\u0000");
    text(bodies, "a NUL in a name", "{\"\u0000\": 1}");
    text(bodies, "an escaped NUL in a name", "{\"a\\u0000b\": 1}");
    text(bodies, "control characters in a text", "{\"query\": {\"a\": \"\u0001\u0002\n\"}}");
    text(bodies, "markup in a name", "{\"<script>alert(1)</script>\": 1}");
    text(bodies, "deep arrays", "{\"generated\": " + "[".repeat(20_000) + "]".repeat(20_000) + "}");
    text(bodies, "deep objects", "{\"settings\": " + "{\"a\": ".repeat(8_000) + "1" + "}".repeat(8_000) + "}");
    text(bodies, "a huge exponent", "{\"generated\": [1e999999999], \"millis\": [1e999999999]}");
    text(bodies, "a long number", "{\"millis\": [" + "9".repeat(5_000) + "]}");
    text(bodies, "not a number", "{\"millis\": [NaN]}");
    text(bodies, "duplicate keys", "{\"generated\": [true], \"generated\": [false]}");
    text(bodies, "unknown fields", "{\"admin\": true, \"role\": \"admin\", \"state\": \"finished\"}");
    text(bodies, "a class name", "{\"@class\": \"java.lang.Runtime\", \"@type\": \"x\", \"class\": \"y\"}");
    text(bodies, "a prototype", "{\"__proto__\": {\"admin\": true}, \"constructor\": {}}");
    text(bodies, "something behind", "{} {}");
    text(bodies, "a comment", "{/* */}");
    text(bodies, "single quotes", "{'generated': []}");
    text(bodies, "XML", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>");
    bodies.put("invalid UTF-8", new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '1', '}'});
    bodies.put("overlong UTF-8", new byte[] {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'});
    bodies.put("half of UTF-32", new byte[] {0, 0, 0, '{', 0, 0, 0, '"', (byte) 0xff, (byte) 0xff, (byte) 0xff});
    bodies.put("UTF-16", "{\"generated\": []}".getBytes(StandardCharsets.UTF_16));
    bodies.put("bytes", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 0, 0, 1});
    return bodies;
  }

  private static void text(Map<String, byte[]> bodies, String name, String body) {
    bodies.put(name, body.getBytes(StandardCharsets.UTF_8));
  }
}
