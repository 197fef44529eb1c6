package org.improvedgan.datasets.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.DownloadProgress;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.images.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
  @TempDir
  private Path folder;

  private final Mnist mnist = new Mnist();

  private DataLocation own() {
    return location(Optional.of(folder), false);
  }

  private DataLocation cached(boolean download) {
    return location(Optional.empty(), download);
  }

  private DataLocation location(Optional<Path> data, boolean download) {
    return new DataLocation(data, folder.resolve("cache"), download, DownloadProgress.NONE);
  }

  private Path write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  private void assertRefused(DataLocation where, String... inMessage) {
    assertThatThrownBy(() -> mnist.load(Split.TEST, where))
        .isInstanceOf(DataException.class).hasMessageContainingAll(inMessage)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").endsWith("."));
  }

  @Test
  void readsFilesInTheFolderItself() throws IOException {
    write("t10k-images-idx3-ubyte", IdxFiles.images(2));
    write("t10k-labels-idx1-ubyte.gz", IdxFiles.gzip(IdxFiles.labels(9, 0)));

    LabelledImages test = mnist.load(Split.TEST, own());

    assertThat(test.dataset()).isEqualTo("mnist");
    assertThat(test.split()).isEqualTo(Split.TEST);
    assertThat(test.classes()).isEqualTo(10);
    assertThat(test.labels()).containsExactly(9, 0);
    assertThat(test.images().shape()).isEqualTo(new ImageShape(28, 28, 1));
    assertThat(test.images().image(1)).containsOnly(1);
  }

  @Test
  void readsFilesInTheFolderMnistUnderEitherName() throws IOException {
    write("mnist/train-images.idx3-ubyte", IdxFiles.images(1));
    write("mnist/train-labels-idx1-ubyte", IdxFiles.labels(4));
    assertThat(mnist.load(Split.TRAIN, own()).labels()).containsExactly(4);
  }

  @Test
  void readsFromTheCacheWithoutNetwork() throws IOException {
    write("cache/mnist/t10k-images-idx3-ubyte.gz", IdxFiles.gzip(IdxFiles.images(1)));
    write("cache/mnist/t10k-labels-idx1-ubyte.gz", IdxFiles.gzip(IdxFiles.labels(3)));
    assertThat(mnist.load(Split.TEST, cached(false)).labels()).containsExactly(3);
  }

  @Test
  void isAvailableWhenAllFourFilesAreThere() throws IOException {
    assertThat(mnist.available(own())).isFalse();
    for (String name : List.of("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte.gz")) {
      write(name, new byte[1]);
    }
    assertThat(mnist.available(own())).isFalse();
    write("mnist/t10k-labels-idx1-ubyte", new byte[1]);
    assertThat(mnist.available(own())).isTrue();
    assertThat(mnist.available(cached(true))).isFalse();
  }

  @Test
  void namesTheFilesThatAreMissingInTheUsersFolder() throws IOException {
    assertRefused(own(), "MNIST is not complete in the data folder " + folder,
        "put t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, gzipped or not, there or in its folder mnist",
        "leave out --data and GAN_DATA");
    write("t10k-images-idx3-ubyte", IdxFiles.images(2));
    assertRefused(own(), "put t10k-labels-idx1-ubyte, gzipped or not");
  }

  @Test
  void saysThatTheUsersFolderDoesNotExist() {
    Path wrong = folder.resolve("wrong");
    assertRefused(location(Optional.of(wrong), true), "The data folder " + wrong + " does not exist");
  }

  @Test
  void namesTheFolderForFilesThatMayNotBeDownloaded() {
    assertRefused(cached(false), "may not be downloaded: put train-images-idx3-ubyte, train-labels-idx1-ubyte, "
        + "t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, gzipped or not, ",
        "into " + folder.resolve("cache/mnist"), "GAN_DATA");
  }

  @Test
  void refusesImagesAndLabelsOfDifferentNumber() throws IOException {
    Path images = write("t10k-images-idx3-ubyte", IdxFiles.images(2));
    Path labels = write("t10k-labels-idx1-ubyte", IdxFiles.labels(1, 2, 3));
    assertRefused(own(), images + " holds 2 images but " + labels + " holds 3 labels; take both from one set.");
  }

  @Test
  void refusesLabelsThatAreNoDigits() throws IOException {
    write("t10k-images-idx3-ubyte", IdxFiles.images(2));
    Path labels = write("t10k-labels-idx1-ubyte", IdxFiles.labels(1, 200));
    assertRefused(own(), "Label 200 of image 1 in " + labels + " is not one of 0 to 9");
  }

  @Test
  void refusesSwappedFiles() throws IOException {
    write("t10k-labels-idx1-ubyte", IdxFiles.images(2));
    write("t10k-images-idx3-ubyte", IdxFiles.images(2));
    assertThatThrownBy(() -> mnist.load(Split.TEST, own())).isInstanceOf(DataException.class)
        .hasMessageEndingWith("t10k-labels-idx1-ubyte holds images where labels are expected; was it renamed?");
  }

  @Test
  void refusesImagesOfAnotherSize() throws IOException {
    write("t10k-images-idx3-ubyte", IdxFiles.idx(0x803, new int[] {1, 32, 32}, new byte[1024]));
    write("t10k-labels-idx1-ubyte", IdxFiles.labels(1));
    assertRefused(own(), "holds images of 32x32 where 28x28 are expected.");
  }

  @Test
  void refusesADownloadThatIsNotMnistAndSaysWhereToPutFiles() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    List<String> requested = Collections.synchronizedList(new ArrayList<>());
    byte[] other = IdxFiles.gzip(IdxFiles.images(1));
    server.createContext("/", exchange -> {
      try (exchange) {
        requested.add(exchange.getRequestURI().getPath());
        exchange.sendResponseHeaders(200, other.length);
        exchange.getResponseBody().write(other);
      }
    });
    server.start();
    try {
      String base = "http://127.0.0.1:" + server.getAddress().getPort();
      Mnist mirrored = new Mnist(List.of(URI.create(base + "/a/"), URI.create(base + "/b/mnist/")));
      assertThatThrownBy(() -> mirrored.load(Split.TEST, cached(true))).isInstanceOf(DataException.class)
          .hasMessageContainingAll("train-images-idx3-ubyte.gz could not be downloaded", "another checksum",
              "check the network, or put train-images-idx3-ubyte, ",
              "and t10k-labels-idx1-ubyte, gzipped or not, into " + folder.resolve("cache/mnist"));
    } finally {
      server.stop(0);
    }
    assertThat(requested)
        .containsExactly("/a/train-images-idx3-ubyte.gz", "/b/mnist/train-images-idx3-ubyte.gz");
  }
}
