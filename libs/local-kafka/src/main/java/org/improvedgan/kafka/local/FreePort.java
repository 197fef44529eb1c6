package org.improvedgan.kafka.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free TCP ports of the loopback address for servers that cannot choose one themselves.
 *
 * <p>They lie below the ranges from which operating systems take the ports of outgoing connections (Linux from 32768,
 * others from 49152). A port of those ranges that is free now may belong to some connection when its server starts.
 */
public final class FreePort {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 1000;

  private FreePort() {
  }

  /**
   * A port, chosen by chance, on which a server can listen now.
   *
   * @throws IllegalStateException when a thousand ports in a row were taken
   */
  public static int next() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("Found no free port between " + LOWEST + " and " + HIGHEST + ".");
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
