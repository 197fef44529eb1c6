package org.improvedgan.datasets.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.DownloadProgress;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real files, where there are any. */
class RealMnistTest {
  private final DataLocation where = DataLocation.fromEnvironment().withDownload(false);

  @BeforeEach
  void needsMnist() {
    assumeTrue(where.data().isPresent() && Datasets.available("mnist", where),
        "GAN_DATA names no folder with MNIST: the tests on real MNIST are skipped.");
  }

  /** The counts of each digit are those of the official files. */
  @Test
  void hasTheKnownClasses() {
    LabelledImages train = Datasets.load("mnist", Split.TRAIN, where);
    LabelledImages test = Datasets.load("mnist", Split.TEST, where);

    assertThat(histogram(train)).containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
    assertThat(histogram(test)).containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
    assertThat(train.slice(0, 10).labels()).containsExactly(5, 0, 4, 1, 9, 2, 1, 3, 1, 4);
    assertThat(test.slice(0, 10).labels()).containsExactly(7, 2, 1, 0, 4, 1, 4, 9, 5, 9);
  }

  private static int[] histogram(LabelledImages examples) {
    int[] counts = new int[examples.classes()];
    for (int label : examples.labels()) {
      counts[label]++;
    }
    return counts;
  }

  /** All four files come through the download, so their content has the pinned checksums. */
  @Test
  void downloadsIntoAnEmptyCache(@TempDir Path cache) throws IOException {
    List<Path> folders = where.data().map(data -> List.of(data.resolve("mnist"), data)).orElseThrow();
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/mnist/", exchange -> {
      String name = exchange.getRequestURI().getPath().substring("/mnist/".length());
      byte[] content = bytes(name, folders);
      try (exchange) {
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
      }
    });
    server.start();
    Set<String> heard = new TreeSet<>();
    DataLocation empty = new DataLocation(Optional.empty(), cache, true, (file, done, total) -> heard.add(file));
    try {
      Mnist mnist = new Mnist(
          List.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mnist/")));
      assertThat(mnist.available(empty)).isFalse();
      assertThat(mnist.load(Split.TEST, empty)).isEqualTo(Datasets.load("mnist", Split.TEST, where));
      assertThat(mnist.available(empty)).isTrue();
    } finally {
      server.stop(0);
    }
    assertThat(heard).containsExactly("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz",
        "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz");
    DataLocation offline = new DataLocation(Optional.empty(), cache, false, DownloadProgress.NONE);
    assertThat(Datasets.load("mnist", Split.TRAIN, offline).count()).isEqualTo(60_000);
  }

  private static byte[] bytes(String gzName, List<Path> folders) throws IOException {
    for (MnistFile file : MnistFile.values()) {
      if (gzName.equals(file.fileName() + ".gz")) {
        Path found = file.find(folders).orElseThrow();
        byte[] content = Files.readAllBytes(found);
        return found.toString().endsWith(".gz") ? content : IdxFiles.gzip(content);
      }
    }
    throw new IOException("MNIST has no file " + gzName);
  }
}
