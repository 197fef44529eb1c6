package org.improvedgan.cli.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/** Hands out TCP ports of the loopback address: the wanted one or, where it is taken, the next free one. */
public final class Ports {

  private static final int HIGHEST = 65_535;

  private final IntPredicate free;
  private final Consumer<String> announce;
  private final Set<Integer> given = new HashSet<>();

  /** @param announce told one sentence for each port that could not be the wanted one */
  public Ports(Consumer<String> announce) {
    this(Ports::isFree, announce);
  }

  Ports(IntPredicate free, Consumer<String> announce) {
    this.free = free;
    this.announce = announce;
  }

  /**
   * A free port that this object has not given before.
   *
   * @param purpose names the port in the announcement, e.g. {@code "the sampler"}
   * @throws IllegalStateException if no port from {@code wanted} on is free
   */
  public synchronized int take(String purpose, int wanted) {
    for (int port = wanted; port <= HIGHEST; port++) {
      if (!given.contains(port) && free.test(port)) {
        given.add(port);
        if (port != wanted) {
          announce.accept("Port " + wanted + " is taken: " + purpose + " uses " + port + ".");
        }
        return port;
      }
    }
    throw new IllegalStateException("No port from " + wanted + " to " + HIGHEST + " is free for " + purpose + ".");
  }

  /** Whether a server could listen on this port of the loopback address now. */
  public static boolean isFree(int port) {
    return listens(InetAddress.getLoopbackAddress(), port) && listens(null, port);
  }

  private static boolean listens(InetAddress address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
