package org.improvedgan.datasets.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.DownloadProgress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server of this JVM: no test here leaves the machine. */
class DownloaderTest {
  private static final byte[] CONTENT = new byte[300_000];
  private static final byte[] GZIPPED;
  private static final String SHA256;

  static {
    new Random(1).nextBytes(CONTENT);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(CONTENT);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    GZIPPED = bytes.toByteArray();
    try {
      SHA256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(CONTENT));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @TempDir
  private Path temporary;

  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private Path folder;

  @BeforeEach
  void startServer() throws IOException {
    folder = temporary.resolve("cache/set");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    threads.shutdownNow();
  }

  private URI serve(String path, HttpHandler handler) {
    server.createContext(path, exchange -> {
      requests.add(path + " " + exchange.getRequestHeaders().getFirst("Range"));
      try (exchange) {
        handler.handle(exchange);
      }
    });
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private static RemoteFile file(URI... addresses) {
    return new RemoteFile("set.gz", List.of(addresses), SHA256, RemoteFile.Pinned.UNZIPPED);
  }

  private static void send(HttpExchange exchange, int status, byte[] body, int from, int to) throws IOException {
    if (status == 206) {
      exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (body.length - 1) + "/" + body.length);
    }
    exchange.sendResponseHeaders(status, body.length - from);
    exchange.getResponseBody().write(body, from, to - from);
    exchange.getResponseBody().flush();
  }

  private static void whole(HttpExchange exchange) throws IOException {
    send(exchange, 200, GZIPPED, 0, GZIPPED.length);
  }

  /** Answers ranges as RFC 9110 says. */
  private static void ranged(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = range == null ? 0 : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    if (from >= GZIPPED.length) {
      exchange.sendResponseHeaders(416, -1);
    } else {
      send(exchange, range == null ? 200 : 206, GZIPPED, from, GZIPPED.length);
    }
  }

  private Path part(byte[] content) throws IOException {
    Files.createDirectories(folder);
    return Files.write(folder.resolve("set.gz.part"), content);
  }

  private void assertFetched(RemoteFile file) throws IOException {
    Path fetched = new Downloader().fetch(file, folder, DownloadProgress.NONE);
    assertThat(fetched).isEqualTo(folder.resolve("set.gz")).hasBinaryContent(GZIPPED);
    assertThat(folder.resolve("set.gz.part")).doesNotExist();
  }

  @Test
  void downloadsOnceAndTellsHowFarItIs() throws IOException {
    URI address = serve("/whole", DownloaderTest::whole);
    List<Long> done = new ArrayList<>();
    new Downloader().fetch(file(address), folder, (name, bytes, total) -> {
      assertThat(name).isEqualTo("set.gz");
      assertThat(total).isEqualTo(GZIPPED.length);
      done.add(bytes);
    });
    assertThat(done).isSorted().last().isEqualTo((long) GZIPPED.length);

    assertFetched(file(address));
    assertThat(requests).containsExactly("/whole null");
  }

  @Test
  void resumesWhatAnEarlierProcessLeft() throws IOException {
    part(Arrays.copyOf(GZIPPED, 100_000));
    assertFetched(file(serve("/ranged", DownloaderTest::ranged)));
    assertThat(requests).containsExactly("/ranged bytes=100000-");
  }

  @Test
  void goesOnWhereAConnectionBroke() throws IOException {
    URI address = serve("/breaks", exchange -> {
      if (requests.size() == 1) {
        send(exchange, 200, GZIPPED, 0, 120_000);
      } else {
        ranged(exchange);
      }
    });
    assertFetched(file(address));
    assertThat(requests).hasSize(2).first().isEqualTo("/breaks null");
    assertThat(requests.get(1)).startsWith("/breaks bytes=").isNotEqualTo("/breaks bytes=0-");
  }

  @Test
  void startsOverWhereTheServerCannotResume() throws IOException {
    part(Arrays.copyOf(GZIPPED, 100_000));
    assertFetched(file(serve("/whole", DownloaderTest::whole)));
    assertThat(requests).containsExactly("/whole bytes=100000-");
  }

  @Test
  void startsOverWhenWhatWasLeftIsOfAnotherFile() throws IOException {
    part(new byte[100_000]);
    assertFetched(file(serve("/ranged", DownloaderTest::ranged)));
    assertThat(requests).containsExactly("/ranged bytes=100000-", "/ranged null");
  }

  @Test
  void usesAWholeFileThatWasNotRenamedYet() throws IOException {
    part(GZIPPED);
    assertFetched(file(serve("/ranged", DownloaderTest::ranged)));
    assertThat(requests).containsExactly("/ranged bytes=" + GZIPPED.length + "-");
  }

  @Test
  void refusesAnotherRangeThanTheOneAskedFor() throws IOException {
    part(Arrays.copyOf(GZIPPED, 100_000));
    URI address = serve("/off", exchange -> send(exchange, 206, GZIPPED, 99_999, GZIPPED.length));
    assertThatThrownBy(() -> new Downloader().fetch(file(address), folder, DownloadProgress.NONE))
        .isInstanceOf(DataException.class).hasMessageContaining("another part of the file");
  }

  @Test
  void triesTheNextAddress() throws IOException {
    URI missing = serve("/missing", exchange -> exchange.sendResponseHeaders(404, -1));
    assertFetched(file(missing, serve("/whole", DownloaderTest::whole)));
    assertThat(requests).containsExactly("/missing null", "/whole null");
  }

  @Test
  void saysWhatEachAddressAnswered() {
    URI missing = serve("/missing", exchange -> exchange.sendResponseHeaders(404, -1));
    URI busy = serve("/busy", exchange -> exchange.sendResponseHeaders(503, -1));
    assertThatThrownBy(() -> new Downloader().fetch(file(missing, busy), folder, DownloadProgress.NONE))
        .isInstanceOf(DataException.class).hasMessage("set.gz could not be downloaded (127.0.0.1: the server answered"
            + " with status 404; 127.0.0.1: the server answered with status 503)");
    assertThat(folder.resolve("set.gz")).doesNotExist();
  }

  @Test
  void keepsNothingWithAWrongChecksum() {
    byte[] other = GZIPPED.clone();
    other[5000] ^= 1;
    URI address = serve("/other", exchange -> send(exchange, 200, other, 0, other.length));
    assertThatThrownBy(() -> new Downloader().fetch(file(address), folder, DownloadProgress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("another checksum than the official one");
    assertThat(folder.resolve("set.gz")).doesNotExist();
    assertThat(folder.resolve("set.gz.part")).doesNotExist();
    assertThat(requests).hasSize(1);
  }

  @Test
  void keepsThePartOfATruncatedTransferForNextTime() throws IOException {
    URI address = serve("/stops", exchange -> {
      if (exchange.getRequestHeaders().containsKey("Range")) {
        exchange.sendResponseHeaders(503, -1);
      } else {
        send(exchange, 200, GZIPPED, 0, 150_000);
      }
    });
    assertThatThrownBy(() -> new Downloader().fetch(file(address), folder, DownloadProgress.NONE))
        .isInstanceOf(DataException.class);
    assertThat(folder.resolve("set.gz")).doesNotExist();
    byte[] kept = Files.readAllBytes(folder.resolve("set.gz.part"));
    assertThat(kept).isNotEmpty().isEqualTo(Arrays.copyOf(GZIPPED, kept.length));
  }

  @Test
  void givesUpOnAServerThatFallsSilent() {
    CountDownLatch end = new CountDownLatch(1);
    URI address = serve("/silent", exchange -> {
      send(exchange, 200, GZIPPED, 0, 0);
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    try {
      Downloader impatient = new Downloader(Duration.ofMillis(500));
      assertThatThrownBy(() -> impatient.fetch(file(address), folder, DownloadProgress.NONE))
          .isInstanceOf(DataException.class).hasMessageContaining("the server has stopped sending");
    } finally {
      end.countDown();
    }
  }

  @Test
  void saysThatNobodyAnswers() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + closed + "/set.gz");
    assertThatThrownBy(() -> new Downloader().fetch(file(nobody), folder, DownloadProgress.NONE))
        .isInstanceOf(DataException.class).hasMessageStartingWith("set.gz could not be downloaded (127.0.0.1: ");
  }

  @Test
  void saysThatTheFolderCannotBeMade() throws IOException {
    Path inTheWay = Files.writeString(temporary.resolve("file"), "a file");
    Path impossible = inTheWay.resolve("folder");
    RemoteFile file = file(serve("/whole", DownloaderTest::whole));
    assertThatThrownBy(() -> new Downloader().fetch(file, impossible, DownloadProgress.NONE))
        .isInstanceOf(DataException.class).hasMessageStartingWith("The folder " + impossible + " cannot be written");
  }

  @Test
  void downloadsOnceForManyThreads() throws Exception {
    RemoteFile file = file(serve("/whole", DownloaderTest::whole));
    List<Future<Path>> fetched = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      fetched.add(threads.submit(() -> new Downloader().fetch(file, folder, DownloadProgress.NONE)));
    }
    for (Future<Path> path : fetched) {
      assertThat(path.get()).hasBinaryContent(GZIPPED);
    }
    assertThat(requests).hasSize(1);
  }
}
