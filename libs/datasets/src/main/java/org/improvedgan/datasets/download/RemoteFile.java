package org.improvedgan.datasets.download;

import java.net.URI;
import java.util.List;

/**
 * A gzipped file on the network.
 *
 * @param name      what it is called on disk
 * @param addresses where it is, tried in order
 * @param sha256    of its unzipped content, 64 lower-case hexadecimal digits
 */
public record RemoteFile(String name, List<URI> addresses, String sha256) {
  public RemoteFile {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty() || !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("A remote file has an address and a SHA-256 in hexadecimal digits.");
    }
  }
}
