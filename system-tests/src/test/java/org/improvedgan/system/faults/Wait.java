package org.improvedgan.system.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Callable;

/** How the suite waits: patiently, since nothing of what it looks for depends on how fast the machine is. */
final class Wait {

  static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(100);

  private Wait() {
  }

  /** @throws org.awaitility.core.ConditionTimeoutException after {@link #PATIENCE} */
  static void until(String what, Callable<Boolean> condition) {
    await(what).atMost(PATIENCE).pollInSameThread().pollInterval(POLL).pollDelay(Duration.ZERO).ignoreExceptions()
        .until(condition);
  }

  /** Whether something listens on a port of this machine. */
  static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
