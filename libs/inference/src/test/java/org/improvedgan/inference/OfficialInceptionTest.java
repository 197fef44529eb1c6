package org.improvedgan.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.DownloadProgress;
import org.improvedgan.datasets.download.RemoteFile;
import org.improvedgan.datasets.download.RemoteFile.Pinned;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.tensorflow.onnx.SmallInception;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a small graph in place of the official one, from a server of this JVM: no test here leaves the machine. */
class OfficialInceptionTest {

  private static final byte[] GRAPH = SmallInception.bytes();
  private static final Images PICTURES = new Images(new ImageShape(9, 12, 3), 10, pixels(10 * 9 * 12 * 3));

  @TempDir
  private Path folder;
  private HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  @Test
  void itIsDownloadedUnpackedTranslatedAndKept() throws IOException {
    OfficialInception official = official(serve(tgz(OfficialInception.GRAPH, GRAPH)), true);
    float[][] logits;
    try (OnnxClassifier classifier = official.load(false, 1)) {
      logits = classifier.logits(PICTURES);
      assertThat(logits).hasDimensions(10, 1008);
      assertThat(classifier.features(PICTURES)).hasDimensions(10, 256);
      assertThat(classifier.manifest().bias()).contains(false);
      assertThat(classifier.manifest().accuracy()).isEmpty();
      assertThat(classifier.manifest().input().size()).isEmpty();
    }
    stop();
    try (OnnxClassifier again = official.load(false, 1); OnnxClassifier biased = official.load(true, 1)) {
      assertThat(again.logits(PICTURES)).isDeepEqualTo(logits);
      assertThat(biased.logits(PICTURES)[0]).isNotEqualTo(logits[0]);
    }
  }

  @Test
  void aFileThatWasPutThereIsTakenAndAnotherIsRefused() throws IOException {
    Path own = Files.createDirectories(folder.resolve("cache").resolve(OfficialInception.FOLDER));
    Files.write(own.resolve(OfficialInception.ARCHIVE), tgz(OfficialInception.GRAPH, GRAPH));
    assertThat(official(URI.create("http://localhost:1/none"), false).graph()).hasBinaryContent(GRAPH);
    byte[] other = GRAPH.clone();
    other[other.length / 2] ^= 1;
    Files.write(own.resolve(OfficialInception.GRAPH), other);
    assertThatThrownBy(() -> official(URI.create("http://localhost:1/none"), false).graph())
        .isInstanceOf(ModelException.class).hasMessageContaining("is not the official graph");
  }

  @Test
  void anArchiveWithAnotherGraphIsNotTaken() throws IOException {
    byte[] other = Arrays.copyOf(GRAPH, GRAPH.length - 1);
    OfficialInception official = official(serve(tgz(OfficialInception.GRAPH, other)), true);
    assertThatThrownBy(official::graph).isInstanceOf(ModelException.class)
        .hasMessageContaining("the content there has another checksum than the official one")
        .hasMessageContaining("put inception-2015-12-05.tgz of http://download.tensorflow.org/");
    assertThat(folder.resolve("cache/inception").toFile().list()).containsExactly(".lock");
  }

  @Test
  void withoutNetworkItSaysWhatToPutWhere() {
    assertThatThrownBy(() -> official(URI.create("http://localhost:1/none"), false).load(false, 1))
        .isInstanceOf(ModelException.class)
        .hasMessage("The official Inception is not on this machine and may not be downloaded: put "
            + "inception-2015-12-05.tgz of http://download.tensorflow.org/models/image/imagenet/"
            + "inception-2015-12-05.tgz, or classify_image_graph_def.pb out of it, into "
            + folder.resolve("cache/inception") + ", or score by a classifier of your own.");
  }

  /** Two translations are the same file, and it gives the same features and logits for one image as for many. */
  @Test
  void translationIsRepeatable() throws IOException {
    Path graph = Files.write(folder.resolve("own.pb"), GRAPH);
    ClassifierManifest first = InceptionModel.convert(graph, folder.resolve("a.onnx"), false, "none", "test");
    ClassifierManifest second = InceptionModel.convert(graph, folder.resolve("b.onnx"), false, "none", "test");
    assertThat(second.sha256()).isEqualTo(first.sha256());
    assertThat(Files.readString(folder.resolve("a.properties"))).isEqualTo(first.format());
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("own.pb", "a.onnx", "b.onnx", "a.properties",
        "b.properties");
    assertThatThrownBy(() -> InceptionModel.convert(graph, folder.resolve("model"), false, "none", "test"))
        .isInstanceOf(ModelException.class).hasMessageContaining("must end in .onnx");
  }

  private OfficialInception official(URI archive, boolean download) {
    DataLocation where = new DataLocation(Optional.empty(), folder.resolve("cache"), download, DownloadProgress.NONE);
    String sha256 = Sha256.hex(GRAPH);
    return new OfficialInception(where, sha256, List.of(new RemoteFile(OfficialInception.ARCHIVE, List.of(archive),
        sha256, Pinned.entry(OfficialInception.GRAPH))));
  }

  private URI serve(byte[] content) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content);
      exchange.close();
    });
    server.start();
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/" + OfficialInception.ARCHIVE);
  }

  /** A gzipped ustar archive with a small file before the one that matters. */
  private static byte[] tgz(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      entry(out, "LICENSE", new byte[] {1, 2, 3});
      entry(out, name, content);
      out.write(new byte[1024]);
    }
    return bytes.toByteArray();
  }

  private static void entry(OutputStream out, String name, byte[] content) throws IOException {
    byte[] header = new byte[512];
    text(header, 0, name);
    text(header, 124, String.format("%011o", content.length));
    header[156] = '0';
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte value : header) {
      sum += value & 0xff;
    }
    text(header, 148, String.format("%06o\0", sum));
    out.write(header);
    out.write(content);
    out.write(new byte[(512 - content.length % 512) % 512]);
  }

  private static void text(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static byte[] pixels(int count) {
    byte[] pixels = new byte[count];
    for (int i = 0; i < count; i++) {
      pixels[i] = (byte) (i * i / 11);
    }
    return pixels;
  }
}
