package org.improvedgan.datasets.download;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * A file on the network.
 *
 * @param name      what it is called on disk
 * @param addresses where it is, tried in order
 * @param sha256    64 lower-case hexadecimal digits
 * @param pinned    what has this digest
 */
public record RemoteFile(String name, List<URI> addresses, String sha256, Pinned pinned) {
  /** What a digest is of. */
  @FunctionalInterface
  public interface Pinned {
    /** The file as it is published. */
    Pinned AS_IT_IS = InputStream::transferTo;

    /** What the gzip file unfolds to: so a file that was gzipped anew is as good. */
    Pinned UNZIPPED = (file, content) -> unzip(file).transferTo(content);

    /** A file in a gzipped tar archive, by its name without folders; whatever else the archive holds. */
    static Pinned entry(String name) {
      return (file, content) -> {
        TarEntries entries = new TarEntries(unzip(file));
        TarEntries.Entry entry = entries.next().orElseThrow(EOFException::new);
        while (!entry.fileName().equals(name)) {
          entry = entries.next().orElseThrow(EOFException::new);
        }
        entries.copy(entry, content);
      };
    }

    /**
     * Writes what the digest is of.
     *
     * @throws EOFException if the file ends before it
     */
    void write(InputStream file, OutputStream content) throws IOException;

    private static InputStream unzip(InputStream file) throws IOException {
      return new GZIPInputStream(file, 1 << 16);
    }
  }

  public RemoteFile {
    addresses = List.copyOf(addresses);
    Objects.requireNonNull(pinned, "pinned");
    if (addresses.isEmpty() || !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("A remote file has an address and a SHA-256 in hexadecimal digits.");
    }
  }
}
