package org.improvedgan.humaneval.hardening;

import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** HTTP byte by byte: other clients mend or refuse what an attacker sends. */
final class RawHttp {
  private static final int PATIENCE_MILLIS = 20_000;

  private RawHttp() {
  }

  /** An answer; names of headers in small letters, several values joined by line feeds; status 0: closed without one. */
  record Answer(int status, Map<String, String> headers, String body) {

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** Sends one request with this body, whose length is added to the headers. */
  static Answer send(String method, String target, List<String> headers, byte[] body) {
    var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    if (headers.stream().noneMatch(header -> header.toLowerCase(Locale.ROOT).startsWith("host:"))) {
      head.append("Host: localhost\r\n");
    }
    headers.forEach(header -> head.append(header).append("\r\n"));
    if (body != null) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    return exchange(head + "Connection: close\r\n\r\n", body == null ? new byte[0] : body);
  }

  /** Sends exactly this, and reads until the service closes. */
  static Answer exchange(String head, byte[] body) {
    try (var socket = new Socket("localhost", RestAssured.port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      // Otherwise the body waits for the acknowledgement of the head, 40 ms each time.
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      try {
        socket.getOutputStream().write(body);
      } catch (IOException e) {
        // The service may answer and close before it has read a body that it does not want.
      }
      var all = new ByteArrayOutputStream();
      try {
        socket.getInputStream().transferTo(all);
      } catch (IOException e) {
        if (all.size() == 0) {
          throw e;
        }
      }
      return parse(all.toString(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException("No answer to " + head.lines().findFirst().orElse(""), e);
    }
  }

  private static Answer parse(String text) {
    if (text.isEmpty()) {
      return new Answer(0, Map.of(), "");
    }
    var end = text.indexOf("\r\n\r\n");
    var lines = text.substring(0, end).split("\r\n");
    var headers = new TreeMap<String, String>();
    for (var i = 1; i < lines.length; i++) {
      var colon = lines[i].indexOf(':');
      headers.merge(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), lines[i].substring(colon + 1).strip(),
          (first, second) -> first + "\n" + second);
    }
    var raw = text.substring(end + 4);
    var body = "chunked".equals(headers.get("transfer-encoding")) ? dechunk(raw) : raw;
    return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers,
        new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
  }

  private static String dechunk(String raw) {
    var body = new StringBuilder();
    for (var at = 0; at < raw.length();) {
      var line = raw.indexOf("\r\n", at);
      var size = Integer.parseInt(raw.substring(at, line), 16);
      body.append(raw, line + 2, line + 2 + size);
      at = line + 4 + size;
    }
    return body.toString();
  }
}
