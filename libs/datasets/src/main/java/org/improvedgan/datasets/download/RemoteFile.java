package org.improvedgan.datasets.download;

import java.net.URI;
import java.util.List;
import java.util.Objects;

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
  public enum Pinned {
    /** The file as it is published. */
    AS_IT_IS,
    /** What the gzip file unfolds to: so a file that was gzipped anew is as good. */
    UNZIPPED
  }

  public RemoteFile {
    addresses = List.copyOf(addresses);
    Objects.requireNonNull(pinned, "pinned");
    if (addresses.isEmpty() || !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("A remote file has an address and a SHA-256 in hexadecimal digits.");
    }
  }
}
