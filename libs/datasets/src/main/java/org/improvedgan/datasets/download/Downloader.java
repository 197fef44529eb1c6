package org.improvedgan.datasets.download;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.zip.ZipException;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.DownloadProgress;

/**
 * Downloads files, so that a file under its own name is always whole and verified: bytes go to {@code NAME.part}, which
 * a later attempt or a later process resumes, and which is renamed only when it has the pinned checksum. Processes that
 * want the same folder wait for each other.
 */
public final class Downloader {
  private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);
  /** Shorter, so that a machine without network soon goes on to what else it can do. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 5;
  /** A lock on a file holds between processes; between threads of one process it would throw. */
  private static final Object IN_THIS_PROCESS = new Object();

  private final HttpClient client;
  private final Duration patience;

  public Downloader() {
    this(DEFAULT_PATIENCE);
  }

  /** @param patience how long a server may take to send the next bytes */
  Downloader(Duration patience) {
    this.patience = patience;
    this.client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NORMAL)
        .connectTimeout(CONNECT_TIMEOUT)
        .build();
  }

  /**
   * Makes sure that the file is in the folder.
   *
   * @return its path
   * @throws DataException if no address gives the right content; the message gives the reasons and no full stop
   */
  public Path fetch(RemoteFile file, Path folder, DownloadProgress progress) {
    Path target = folder.resolve(file.name());
    try {
      Files.createDirectories(folder);
      synchronized (IN_THIS_PROCESS) {
        try (FileChannel lock = FileChannel.open(
            folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          lock.lock();
          if (!Files.exists(target)) {
            download(file, target, progress);
          }
        }
      }
      return target;
    } catch (IOException e) {
      throw new DataException("The folder " + folder + " cannot be written (" + reason(e) + ")", e);
    }
  }

  private void download(RemoteFile file, Path target, DownloadProgress progress) throws IOException {
    Path part = target.resolveSibling(file.name() + ".part");
    Set<String> failures = new LinkedHashSet<>();
    for (URI address : file.addresses()) {
      try {
        obtain(new Transfer(client, address, part, patience, file.name(), progress), part, file);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (IOException e) {
        failures.add(address.getHost() + ": " + reason(e));
      }
    }
    throw new DataException(file.name() + " could not be downloaded (" + String.join("; ", failures) + ")");
  }

  private static void obtain(Transfer transfer, Path part, RemoteFile file) throws IOException {
    boolean resumed = sizeOf(part) > 0;
    complete(transfer, part);
    if (file.sha256().equals(sha256(part, file.pinned()))) {
      return;
    }
    Files.delete(part);
    if (!resumed) {
      throw new IOException("the content there has another checksum than the official one");
    }
    // What an earlier process had left was not the beginning of this file.
    obtain(transfer, part, file);
  }

  /** Resumes as long as each attempt brings something. */
  private static void complete(Transfer transfer, Path part) throws IOException {
    for (int attempt = 1; ; attempt++) {
      long before = sizeOf(part);
      try {
        transfer.run(before);
        return;
      } catch (IOException e) {
        if (attempt == ATTEMPTS || sizeOf(part) <= before) {
          throw e;
        }
      }
    }
  }

  private static long sizeOf(Path part) throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  /** The digest of what is pinned; empty if the file does not hold it whole. */
  private static String sha256(Path file, RemoteFile.Pinned pinned) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestOutputStream out = new DigestOutputStream(
            OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
      pinned.write(in, out);
      return HexFormat.of().formatHex(out.getMessageDigest().digest());
    } catch (ZipException | EOFException e) {
      return "";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  /** In words; some exceptions of the HTTP client have no message. */
  private static String reason(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "host unknown";
      }
    }
    return e.getMessage() == null ? "no connection" : e.getMessage();
  }
}
