package org.improvedgan.system.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way that TCP connections take between two parts of the system, through this process: it can be made slow, silent,
 * or cut. To several servers it spreads connections, passing over those that do not listen, as a load balancer does.
 */
final class Link implements AutoCloseable {

  private static final int BUFFER = 16 << 10;
  private static final long SILENT_POLL_MS = 20;

  private final String name;
  private final List<Integer> servers;
  private final ServerSocket listener;
  private final AtomicInteger next = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile long delayMs;
  private volatile long bytesPerSecond = Long.MAX_VALUE;
  private volatile boolean silent;
  private volatile boolean closed;

  /** @param servers ports of this machine */
  Link(String name, int port, Integer... servers) {
    this.name = name;
    this.servers = List.of(servers);
    try {
      listener = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread(this::accept);
  }

  /** What it ties together. */
  String name() {
    return name;
  }

  /** Lets each piece of data wait for so long, and lets no connection send more than so much. */
  void slow(long delay, long rate) {
    delayMs = delay;
    bytesPerSecond = rate;
  }

  /** Lets nothing pass, without a word to anybody; connections stay open. */
  void silence() {
    silent = true;
  }

  /** Lets everything pass again, also what waited. */
  void heal() {
    delayMs = 0;
    bytesPerSecond = Long.MAX_VALUE;
    silent = false;
  }

  /**
   * Breaks off all connections; data under way are lost, and both sides are told.
   *
   * @return how many
   */
  int cut() {
    List<Socket> sockets = List.copyOf(open);
    sockets.forEach(this::reset);
    return sockets.size() / 2;
  }

  @Override
  public void close() {
    closed = true;
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = listener.accept();
        thread(() -> connect(client));
      } catch (IOException e) {
        if (!closed) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void connect(Socket client) {
    open.add(client);
    awaitVoice();
    for (int attempt = 0; attempt < servers.size(); attempt++) {
      Socket server = new Socket();
      try {
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(),
            servers.get(Math.floorMod(next.getAndIncrement(), servers.size()))), 1000);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        open.add(server);
        thread(() -> pump(client, server));
        thread(() -> pump(server, client));
        return;
      } catch (IOException e) {
        reset(server);
      }
    }
    reset(client);
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        pause(delayMs + 1000L * count / bytesPerSecond);
        awaitVoice();
        out.write(buffer, 0, count);
      }
      to.shutdownOutput();
      if (from.isOutputShutdown() || to.isInputShutdown()) {
        end(from);
        end(to);
      }
    } catch (IOException e) {
      // One side is gone; so the other has to hear of it.
      reset(from);
      reset(to);
    }
  }

  private void awaitVoice() {
    while (silent && !closed) {
      pause(SILENT_POLL_MS);
    }
  }

  private void end(Socket socket) throws IOException {
    open.remove(socket);
    socket.close();
  }

  /** Closes so that the other side gets RST. */
  private void reset(Socket socket) {
    open.remove(socket);
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // Closed before.
    }
    try {
      socket.close();
    } catch (IOException e) {
      // Closed before.
    }
  }

  private static void pause(long ms) {
    if (ms > 0) {
      try {
        TimeUnit.MILLISECONDS.sleep(ms);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void thread(Runnable work) {
    Thread thread = new Thread(work, "link-" + name);
    thread.setDaemon(true);
    thread.start();
  }
}
