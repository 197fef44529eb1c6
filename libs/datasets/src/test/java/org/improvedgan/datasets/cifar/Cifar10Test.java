package org.improvedgan.datasets.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.DownloadProgress;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.images.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Cifar10Test {
  @TempDir
  private Path folder;

  private final Cifar10 cifar = new Cifar10();

  private DataLocation own() {
    return new DataLocation(Optional.of(folder), folder.resolve("cache"), false, DownloadProgress.NONE);
  }

  private DataLocation cached(boolean download) {
    return new DataLocation(Optional.empty(), folder.resolve("cache"), download, DownloadProgress.NONE);
  }

  private Path write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  /** Six small files: batch i has labels i and 9, the test batch 3, 1, 4. */
  private static Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    // The archive need not have them in order.
    for (int i = 5; i >= 1; i--) {
      files.put("data_batch_" + i + ".bin", CifarTestFiles.batch(i, 9));
    }
    files.put("readme.html", new byte[86]);
    files.put("test_batch.bin", CifarTestFiles.batch(3, 1, 4));
    return files;
  }

  private void assertSet(DataLocation where) {
    assertThat(cifar.available(where)).isTrue();
    LabelledImages train = cifar.load(Split.TRAIN, where);
    assertThat(train.labels()).containsExactly(1, 9, 2, 9, 3, 9, 4, 9, 5, 9);
    LabelledImages test = cifar.load(Split.TEST, where);
    assertThat(test.dataset()).isEqualTo("cifar10");
    assertThat(test.classes()).isEqualTo(10);
    assertThat(test.labels()).containsExactly(3, 1, 4);
    assertThat(test.images().shape()).isEqualTo(new ImageShape(32, 32, 3));
    byte[] last = test.images().image(2);
    for (int i = 0; i < last.length; i += 3) {
      int place = i / 3;
      assertThat(Arrays.copyOfRange(last, i, i + 3)).containsExactly(place / 32 + place % 32, 4, 2);
    }
  }

  private void assertRefused(DataLocation where, String... inMessage) {
    assertThatThrownBy(() -> cifar.load(Split.TEST, where))
        .isInstanceOf(DataException.class).hasMessageContainingAll(inMessage)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").endsWith("."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cifar-10-batches-bin/", "cifar10/", "cifar10/cifar-10-batches-bin/"})
  void readsUnpackedFiles(String under) throws IOException {
    for (Map.Entry<String, byte[]> file : files().entrySet()) {
      write(under + file.getKey(), file.getValue());
    }
    assertSet(own());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cifar10/"})
  void readsTheArchiveItself(String under) throws IOException {
    write(under + "cifar-10-binary.tar.gz", CifarTestFiles.archive(files()));
    assertSet(own());
  }

  @Test
  void downloadsTheArchiveIntoTheCache() throws Exception {
    byte[] archive = CifarTestFiles.archive(files());
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      try (exchange) {
        exchange.sendResponseHeaders(200, archive.length);
        exchange.getResponseBody().write(archive);
      }
    });
    server.start();
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/cifar.tar.gz");
      String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
      assertThatThrownBy(() -> new Cifar10(address, "0".repeat(64)).load(Split.TEST, cached(true)))
          .isInstanceOf(DataException.class).hasMessageContainingAll("another checksum than the official one",
              "check the network, or put cifar-10-binary.tar.gz into " + folder.resolve("cache/cifar10"));
      assertThat(cifar.available(cached(true))).isFalse();
      new Cifar10(address, sha256).load(Split.TEST, cached(true));
    } finally {
      server.stop(0);
    }
    assertSet(cached(false));
  }

  @Test
  void saysWhichFilesAreMissingAndWhereTheyGo() throws IOException {
    write("cifar-10-batches-bin/data_batch_1.bin", CifarTestFiles.batch(1));
    assertThat(cifar.available(own())).isFalse();
    assertRefused(own(), "CIFAR-10 is not complete in the data folder " + folder + ": put cifar-10-binary.tar.gz or "
        + "its folder cifar-10-batches-bin there");
    assertRefused(cached(false), "CIFAR-10 is not on this machine and may not be downloaded");
  }

  @Test
  void refusesFilesThatAreNoWholeRecords() throws IOException {
    Path file = write("test_batch.bin", Arrays.copyOf(CifarTestFiles.batch(1, 2), 3074));
    assertRefused(own(), file + " has 3074 bytes, which is no whole number of CIFAR-10's records of 3073;");
    write("test_batch.bin", new byte[0]);
    assertRefused(own(), file + " has 0 bytes");
  }

  @Test
  void refusesLabelsThatAreNone() throws IOException {
    Path file = write("test_batch.bin", CifarTestFiles.batch(1, 10));
    assertRefused(own(), "Label 10 of image 1 in " + file + " is not one of 0 to 9; delete the file and get it again.");
  }

  @Test
  void refusesBrokenArchives() throws IOException {
    byte[] whole = CifarTestFiles.archive(files());
    Path archive = write("cifar-10-binary.tar.gz", Arrays.copyOf(whole, whole.length / 2));
    assertRefused(own(), archive + " is truncated; delete it and get it again.");
    write("cifar-10-binary.tar.gz", "<html>moved</html>".getBytes());
    assertRefused(own(), archive + " is not a sound gzip file");
    write("cifar-10-binary.tar.gz", CifarTestFiles.archive(Map.of("data_batch_1.bin", CifarTestFiles.batch(1))));
    assertRefused(own(), archive + " has no test_batch.bin; delete it and get it again.");
    write("cifar-10-binary.tar.gz", CifarTestFiles.archive(Map.of("test_batch.bin", new byte[100])));
    assertRefused(own(), "test_batch.bin in " + archive + " has 100 bytes");
  }
}
