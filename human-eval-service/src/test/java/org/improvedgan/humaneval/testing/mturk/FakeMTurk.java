package org.improvedgan.humaneval.testing.mturk;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.regex.Pattern;

/**
 * Amazon Mechanical Turk as far as this service sees it: the API in its JSON 1.1 form with signatures, errors and
 * request tokens, and the site on which workers preview, accept and submit. Faults can be ordered for an operation.
 */
public final class FakeMTurk implements AutoCloseable {
  /** What goes wrong instead of the right answer. */
  public enum Fault {
    THROTTLED, UNAVAILABLE, SERVICE_FAULT,
    /** Does what is asked and closes the connection without an answer. */
    ANSWER_LOST
  }

  /** An access key whose signature is accepted. */
  public static final String KEY = "AKIAFAKEFAKEFAKEFAKE";
  private static final String PREFIX = "MTurkRequesterServiceV20170117.";
  private static final String JSON = "application/x-amz-json-1.1";
  private static final Pattern SIGNATURE = Pattern.compile("AWS4-HMAC-SHA256 Credential=" + KEY
      + "/\\d{8}/us-east-1/mturk-requester/aws4_request, SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*x-amz-date[a-z0-9;-]*"
      + ", Signature=[0-9a-f]{64}");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final FakeMarket market = new FakeMarket();
  private final Map<String, Deque<Fault>> faults = new ConcurrentHashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  public FakeMTurk() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> guarded(exchange, this::api));
    server.createContext("/work", exchange -> guarded(exchange, new FakeWorkerSite(market, this::address)::work));
    server.createContext("/mturk/externalSubmit",
        exchange -> guarded(exchange, new FakeWorkerSite(market, this::address)::submit));
    server.setExecutor(threads);
    server.start();
  }

  /** Of the API and of the workers' site. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The next calls of an operation go wrong, one after the other. */
  public void fail(String operation, Fault... next) {
    faults.computeIfAbsent(operation, name -> new ArrayDeque<>()).addAll(List.of(next));
  }

  /** How often an operation was called since {@link #forgetCalls}, failed calls included. */
  public int calls(String operation) {
    return (int) calls.stream().filter(operation::equals).count();
  }

  public void forgetCalls() {
    calls.clear();
    faults.clear();
  }

  public void advance(Duration time) {
    market.advance(time);
  }

  public void balance(String amount) {
    market.balance(amount);
  }

  public BigDecimal balance() {
    return market.balance();
  }

  /** All of all studies, the oldest first. */
  public List<FakeHit> hits() {
    return market.hits();
  }

  public FakeHit hit(String id) {
    return market.hit(id);
  }

  public FakeAssignment assignment(String id) {
    return market.assignment(id);
  }

  private void api(HttpExchange exchange) throws IOException {
    var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (target == null || !target.startsWith(PREFIX) || !exchange.getRequestMethod().equals("POST")
        || !JSON.equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
      answer(exchange, 404, error("UnknownOperationException", null));
      return;
    }
    var signature = exchange.getRequestHeaders().getFirst("Authorization");
    if (signature == null || !SIGNATURE.matcher(signature).matches()) {
      answer(exchange, 400, error("UnrecognizedClientException",
          "The security token included in the request is invalid."));
      return;
    }
    var operation = target.substring(PREFIX.length());
    calls.add(operation);
    var fault = faults.getOrDefault(operation, new ArrayDeque<>()).poll();
    if (fault != null && fault != Fault.ANSWER_LOST) {
      fail(exchange, fault);
      return;
    }
    try {
      var response = market.call(operation, MAPPER.readTree(exchange.getRequestBody()));
      if (fault == Fault.ANSWER_LOST) {
        throw new IOException("The answer is lost, as ordered.");
      }
      answer(exchange, 200, response);
    } catch (FakeError e) {
      var message = e.getMessage() + " (" + System.currentTimeMillis() + ")";
      answer(exchange, 400, error("RequestError", message).put("TurkErrorCode", e.turkErrorCode()));
    }
  }

  private static void fail(HttpExchange exchange, Fault fault) throws IOException {
    switch (fault) {
      case THROTTLED -> answer(exchange, 400, error("ThrottlingException", "Rate exceeded"));
      case SERVICE_FAULT -> answer(exchange, 500, error("ServiceFault", "Try your call again.")
          .put("TurkErrorCode", "AWS.ServiceUnavailable"));
      default -> {
        exchange.sendResponseHeaders(503, -1);
        exchange.close();
      }
    }
  }

  private static ObjectNode error(String type, String message) {
    return MAPPER.createObjectNode().put("__type", type).put("Message", message);
  }

  private static void answer(HttpExchange exchange, int status, ObjectNode json) throws IOException {
    send(exchange, status, JSON, json.toString());
  }

  static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** An error in here closes the connection instead of leaving its client to wait. */
  private static void guarded(HttpExchange exchange, Handler handler) {
    try {
      handler.handle(exchange);
    } catch (IOException | RuntimeException e) {
      exchange.close();
    }
  }

  interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
