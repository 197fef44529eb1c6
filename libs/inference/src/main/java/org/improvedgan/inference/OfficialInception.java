package org.improvedgan.inference;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.download.Downloader;
import org.improvedgan.datasets.download.RemoteFile;
import org.improvedgan.datasets.download.RemoteFile.Pinned;

/**
 * The classifier of the original Inception score: Google's Inception of 2015-12-05, trained on ImageNet. Its graph is
 * looked for in the data folder and in the cache, else downloaded; the ONNX model made of it on first use stays in the
 * cache. Only the graph with the pinned SHA-256 is taken for the official one.
 *
 * <p>The digest is that of {@code classify_image_graph_def.pb} (95,673,916 bytes), on which several publications that
 * evaluate with it agree; no publication of the archive's own digest was found, so the archive is judged by the graph
 * inside it.
 */
public final class OfficialInception {

  /** Folder of its files in the data folder and in the cache. */
  public static final String FOLDER = "inception";
  public static final String GRAPH = "classify_image_graph_def.pb";
  public static final String ARCHIVE = "inception-2015-12-05.tgz";
  /** SHA-256 of the graph. */
  public static final String GRAPH_SHA256 = "009d6814d1bc560d4e7b236e170e9b2d5ca6f4b57bd8037f6db05776204415c6";

  private static final String OFFICIAL = "http://download.tensorflow.org/models/image/imagenet/" + ARCHIVE;
  /** Counts changes of the translation, so that a model that an older version made is not taken for this one's. */
  private static final int TRANSLATION = 1;
  private static final Object IN_THIS_PROCESS = new Object();

  private final DataLocation where;
  private final List<RemoteFile> remotes;
  private final String sha256;
  private final Downloader downloader = new Downloader();

  /** Looks where data sets are looked for; a data folder that lacks it does not forbid cache and download. */
  public OfficialInception(DataLocation where) {
    this(where, GRAPH_SHA256, List.of(
        new RemoteFile(ARCHIVE, List.of(URI.create(OFFICIAL),
            URI.create("https://storage.googleapis.com/download.tensorflow.org/models/image/imagenet/" + ARCHIVE)),
            GRAPH_SHA256, Pinned.entry(GRAPH)),
        new RemoteFile(GRAPH, List.of(URI.create(
            "https://openaipublic.blob.core.windows.net/diffusion/jul-2021/ref_batches/" + GRAPH)),
            GRAPH_SHA256, Pinned.AS_IT_IS)));
  }

  OfficialInception(DataLocation where, String sha256, List<RemoteFile> remotes) {
    this.where = where;
    this.sha256 = sha256;
    this.remotes = remotes;
  }

  /**
   * Loads the classifier, getting and translating it first where that was not done.
   *
   * @param bias whether the logits include the bias; the original score has none
   * @param threads threads for one run, at least 1
   * @throws ModelException if it cannot be had; the message says which file to put where
   */
  public OnnxClassifier load(boolean bias, int threads) {
    return load(bias, Device.CPU, threads);
  }

  /** As {@link #load(boolean, int)}, on the device. */
  public OnnxClassifier load(boolean bias, Device device, int threads) {
    Path onnx = model(bias);
    try {
      return OnnxClassifier.load(ClassifierManifest.parse(Files.readString(InceptionModel.manifestOf(onnx))),
          Files.readAllBytes(onnx), device, threads);
    } catch (IOException e) {
      throw new ModelException(onnx + " cannot be read: delete it, so that it is made again.", e);
    }
  }

  /**
   * The ONNX model's file, with its manifest beside it.
   *
   * @throws ModelException if it cannot be had
   */
  public Path model(boolean bias) {
    Path folder = where.cache().resolve(FOLDER);
    Path onnx = folder.resolve("inception-2015-12-05" + (bias ? "-bias" : "") + "-v" + TRANSLATION + ".onnx");
    synchronized (IN_THIS_PROCESS) {
      if (!Files.exists(onnx)) {
        Path graph = graph();
        try {
          Files.createDirectories(folder);
          try (FileChannel lock = FileChannel.open(folder.resolve(".translation-lock"), StandardOpenOption.CREATE,
              StandardOpenOption.WRITE)) {
            lock.lock();
            if (!Files.exists(onnx)) {
              InceptionModel.convert(graph, onnx, bias, "imagenet", "./gan inception " + GRAPH + " "
                  + onnx.getFileName() + (bias ? " --bias" : ""));
            }
          }
        } catch (IOException e) {
          throw new ModelException("The folder " + folder + " cannot be written: " + e.getMessage() + ".", e);
        }
      }
    }
    return onnx;
  }

  /**
   * The official graph's file.
   *
   * @throws ModelException if it is neither on this machine nor can be downloaded
   */
  public Path graph() {
    Path cache = where.cache().resolve(FOLDER);
    List<Path> folders = new ArrayList<>(where.data()
        .map(data -> List.of(data.resolve(FOLDER), data)).orElse(List.of()));
    folders.add(cache);
    for (Path folder : folders) {
      if (Files.isRegularFile(folder.resolve(GRAPH))) {
        return checked(folder.resolve(GRAPH));
      }
      if (Files.isRegularFile(folder.resolve(ARCHIVE))) {
        return unpacked(folder.resolve(ARCHIVE), cache.resolve(GRAPH));
      }
    }
    return download(cache);
  }

  private Path download(Path cache) {
    String byHand = "put " + ARCHIVE + " of " + OFFICIAL + ", or " + GRAPH + " out of it, into " + cache
        + ", or score by a classifier of your own.";
    if (!where.download()) {
      throw new ModelException("The official Inception is not on this machine and may not be downloaded: " + byHand);
    }
    List<String> failures = new ArrayList<>();
    for (RemoteFile remote : remotes) {
      try {
        Path file = downloader.fetch(remote, cache, where.progress());
        return remote.name().equals(ARCHIVE) ? unpacked(file, cache.resolve(GRAPH)) : file;
      } catch (DataException e) {
        failures.add(e.getMessage());
      }
    }
    throw new ModelException("The official Inception is not on this machine, and " + String.join(", and ", failures)
        + ": check the network, or " + byHand);
  }

  /** Takes the graph out of the archive, unless that was done. */
  private Path unpacked(Path archive, Path graph) {
    try {
      if (!Files.exists(graph)) {
        Files.createDirectories(graph.getParent());
        Path part = Files.createTempFile(graph.getParent(), GRAPH, ".part");
        try (InputStream in = Files.newInputStream(archive); OutputStream out = Files.newOutputStream(part)) {
          Pinned.entry(GRAPH).write(in, out);
        } catch (IOException e) {
          Files.delete(part);
          throw e;
        }
        Files.move(part, graph, StandardCopyOption.ATOMIC_MOVE);
      }
      return checked(graph);
    } catch (IOException e) {
      throw new ModelException(archive + " holds no whole " + GRAPH + ": delete it and get it again.", e);
    }
  }

  private Path checked(Path graph) {
    String actual;
    try (InputStream in = Files.newInputStream(graph);
        DigestOutputStream out = new DigestOutputStream(
            OutputStream.nullOutputStream(), Sha256.begin())) {
      in.transferTo(out);
      actual = Sha256.hex(out.getMessageDigest());
    } catch (IOException e) {
      throw new ModelException(graph + " cannot be read: " + e.getMessage() + ".", e);
    }
    if (!actual.equals(sha256)) {
      throw new ModelException(graph + " is not the official graph, whose SHA-256 is " + sha256
          + ": delete it and get it again; a graph of your own is translated by ./gan inception.");
    }
    return graph;
  }
}
