package org.improvedgan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.improvedgan.cli.console.Terminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gan study} against a server that answers what a test laid down and keeps what it was asked. */
class StudyCommandTest {
  private static final String STUDIES = "/admin/api/studies";

  @TempDir
  private Path folder;
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final Map<String, Deque<String>> answers = new HashMap<>();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
    Files.writeString(folder.resolve("admin-token"), "the-token\n");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void listsStudies() {
    answer("GET " + STUDIES, """
        [{"study": "hype", "state": "open", "platform": "mturk", "title": "Real?", "ratersWanted": 30,
          "sessions": {"finished": 7}},
         {"study": "open", "state": "open", "platform": "link", "title": "All", "ratersWanted": 0,
          "sessions": {"finished": 2}}]""");
    assertThat(run("list")).isZero();
    assertThat(output()).isEqualToNormalizingNewlines("""
        STUDY  STATE  PLATFORM  RATERS  TITLE
        hype   open   mturk     7/30    Real?
        open   open   link      2       All
        """);
    assertThat(asked).containsExactly("GET " + STUDIES + " Bearer the-token 1 ");
  }

  @Test
  void createsFromAPresetWithChanges() {
    answer("GET /admin/api/presets", """
        [{"preset": "hype", "settings": {"title": "T", "payment": {"base": 1, "currency": "USD"},
          "arms": [{"name": "a"}, {"name": "b"}]}}]""");
    answer("POST " + STUDIES, "{}");
    assertThat(run("create", "--preset", "hype", "--id", "mine", "--checkpoint", "run-e0007", "--set",
        "ratersWanted=12", "--set", "payment.base=1.50", "--set", "title=Real or not")).isZero();
    assertThat(asked.get(1)).isEqualTo("POST " + STUDIES + " Bearer the-token 1 {\"study\":\"mine\",\"settings\":{"
        + "\"title\":\"Real or not\",\"payment\":{\"base\":1.5,\"currency\":\"USD\"},\"arms\":[{\"name\":\"a\","
        + "\"checkpoint\":\"run-e0007\"},{\"name\":\"b\",\"checkpoint\":\"run-e0007\"}],\"ratersWanted\":12}}");
    assertThat(output()).startsWith("mine is created").contains("/admin/study?id=mine");
  }

  @Test
  void createsFromAFileAndOpensAtOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("study.json"), "{\"title\": \"T\"}");
    answer("POST " + STUDIES, "{}");
    answer("POST " + STUDIES + "/mine/open", "{\"state\": \"preparing\"}");
    answer("GET " + STUDIES + "/mine", "{\"state\": \"preparing\"}", "{\"state\": \"open\"}");
    assertThat(run("create", file.toString(), "--id", "mine", "--open")).isZero();
    assertThat(output()).isEqualToIgnoringNewLines("mine is open: http://localhost:" + port() + "/s/mine");
  }

  @Test
  void aStudyThatCannotBePreparedSaysWhy() {
    answer("POST " + STUDIES + "/mine/open", "{\"state\": \"preparing\"}");
    answer("GET " + STUDIES + "/mine", "{\"state\": \"draft\", \"problem\": \"There is no checkpoint x.\"}");
    assertThat(run("open", "mine")).isEqualTo(1);
    assertThat(said()).isEqualToIgnoringNewLines("gan: There is no checkpoint x.");
  }

  @Test
  void aRefusalIsTheServicesOwnSentence() {
    answer("POST " + STUDIES + "/..%2Fx/close", "409 {\"code\": \"conflict\", \"message\": \"It is a draft.\"}");
    assertThat(run("close", "../x")).isEqualTo(1);
    assertThat(said()).isEqualToIgnoringNewLines("gan: It is a draft.");
  }

  @Test
  void aWrongTokenSaysHowToNameAnother() {
    answer("GET " + STUDIES, "401 {\"code\": \"unauthorized\", \"message\": \"This token opens nothing here.\"}");
    assertThat(run("list")).isEqualTo(1);
    assertThat(said()).isEqualToIgnoringNewLines("gan: This token opens nothing here. Name the file that holds it with "
        + "--token-file, or set HUMAN_EVAL_ADMIN_TOKEN.");
  }

  @Test
  void aTokenFileThatIsMissingIsNamed() {
    assertThat(run("list", "--token-file", folder.resolve("none").toString())).isEqualTo(1);
    assertThat(said()).contains("cannot be read: correct --token-file.");
    assertThat(asked).isEmpty();
  }

  @Test
  void theTokenOfThisMachineIsNotSentElsewhere() throws IOException {
    // 127.0.0.1 as others see it is another machine; this one's own address in a network is the nearest thing to that.
    String elsewhere = java.net.NetworkInterface.networkInterfaces().flatMap(i -> i.inetAddresses())
        .filter(a -> a instanceof java.net.Inet4Address && !a.isLoopbackAddress()).findFirst()
        .map(InetAddress::getHostAddress).orElse(null);
    assumeThat(elsewhere).as("this machine has an address in a network").isNotNull();
    HttpServer outside = HttpServer.create(new InetSocketAddress(elsewhere, 0), 0);
    outside.createContext("/", this::serve);
    outside.start();
    try {
      answer("GET " + STUDIES, "[]");
      assertThat(execute("study", "list", "--state", folder.toString(), "--url",
          "http://" + elsewhere + ":" + outside.getAddress().getPort())).isZero();
      assertThat(asked).containsExactly("GET " + STUDIES + " null 1 ");
    } finally {
      outside.stop(0);
    }
  }

  @Test
  void exportsToAFileByItsEnding() {
    answer("GET /api/results/mine/judgements.csv", "a,b\r\n");
    Path out = folder.resolve("mine.csv");
    assertThat(run("export", "mine", "--out", out.toString())).isZero();
    assertThat(out).hasContent("a,b\r\n");
    assertThat(run("export", "mine", "--out", "mine.xlsx")).isEqualTo(2);
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void resultsAreATable() {
    answer("GET /api/results/mine", """
        {"study": "mine", "title": "Real?", "state": "open", "ratersWanted": 4,
         "sessions": [{"arm": "a", "states": {"finished": 3, "active": 1}, "kept": 2}],
         "arms": [{"arm": "a", "epoch": 7, "checkpoint": "run-e0007",
           "kept": {"raters": 2, "error": {"of": 200, "rate": 0.215, "wilson": {"low": 0.1, "high": 0.2}},
             "bootstrap": {"low": 0.18, "high": 0.25}, "fooled": {"rate": 0.3}, "doubted": {"rate": null}},
           "all": {"error": {"of": 300, "rate": 0.25, "wilson": {"low": 0.2, "high": 0.3}}, "bootstrap": null}}],
         "comparisons": [{"first": "a", "second": "b", "difference": -0.05, "interval": {"low": -0.1, "high": 0.01},
           "pValue": 0.04, "adjustedPValue": 0.08}, {"first": "a", "second": "c", "problem": "Too few."}]}""");
    assertThat(run("results", "mine")).isZero();
    assertThat(output()).isEqualToNormalizingNewlines("""
        Real? (mine, open): 3 of 4 sessions finished, 2 kept
        ARM  EPOCH  CHECKPOINT  RATERS  ANSWERS  WRONG   INTERVAL      FOOLED  DOUBTED  WRONG, ALL  INTERVAL
        a    7      run-e0007   2       200      21.5 %  18.0 to 25.0  30.0 %  -        25.0 %      20.0 to 30.0 (Wilson)
        a - b: -5.0 points (-10.0 to 1.0), p 0.0400, by Holm 0.0800
        a - c: Too few.
        """);
  }

  @Test
  void powerPrintsTheSentences() {
    answer("POST /admin/api/power", "{\"sentences\": [\"1,600 judgements: ±2.4 points.\", \"More.\"]}");
    assertThat(run("power", "--raters", "16", "--correlation", "0", "--base", "1")).isZero();
    assertThat(output()).isEqualToNormalizingNewlines("1,600 judgements: ±2.4 points.\nMore.\n");
    assertThat(asked.get(0)).contains("\"raters\":16", "\"correlation\":0.0", "\"payment\":{\"currency\":\"USD\"");
  }

  @Test
  void whereNobodyListensItSaysHowToStart() {
    server.stop(0);
    assertThat(run("list")).isEqualTo(1);
    assertThat(said()).contains("start the system with `./gan up`").hasLineCount(1);
  }

  @Test
  void wrongUsageIsTwo() {
    assertThat(execute("study")).isEqualTo(2);
    assertThat(run("create")).isEqualTo(2);
    assertThat(execute("study", "list", "--url", "ftp://x")).isEqualTo(2);
    assertThat(said()).contains("A command is missing.", "Give either a file of settings or --preset NAME.",
        "--url must be an address such as http://localhost:8083, not ftp://x.");
  }

  private void answer(String request, String... bodies) {
    answers.put(request, new ArrayDeque<>(List.of(bodies)));
  }

  private void serve(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(request + " " + exchange.getRequestHeaders().getFirst("Authorization") + " "
        + exchange.getRequestHeaders().getFirst("X-Human-Eval") + " " + body);
    Deque<String> rest = answers.getOrDefault(request, new ArrayDeque<>(List.of("404 {\"message\": \"Nothing.\"}")));
    String answer = rest.size() > 1 ? rest.poll() : rest.peek();
    boolean coded = answer.matches("(?s)[1-5][0-9]{2} .*");
    byte[] bytes = (coded ? answer.substring(4) : answer).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(coded ? Integer.parseInt(answer.substring(0, 3)) : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private int run(String command, String... options) {
    List<String> args = new ArrayList<>(List.of("study", command));
    args.addAll(List.of(options));
    args.addAll(List.of("--url", "http://localhost:" + port(), "--state", folder.toString()));
    return execute(args.toArray(String[]::new));
  }

  private int execute(String... args) {
    PrintStream before = System.out;
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      return Main.commandLine(terminal()).execute(args);
    } finally {
      System.setOut(before);
    }
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private Terminal terminal() {
    return new Terminal(new PrintStream(errors, true, StandardCharsets.UTF_8), false, 80, System::nanoTime);
  }

  private String output() {
    return output.toString(StandardCharsets.UTF_8);
  }

  private String said() {
    return errors.toString(StandardCharsets.UTF_8);
  }
}
