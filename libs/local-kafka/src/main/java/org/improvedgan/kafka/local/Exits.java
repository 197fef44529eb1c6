package org.improvedgan.kafka.local;

import org.apache.kafka.common.utils.Exit;

/**
 * Kafka ends the whole process at once where it cannot go on, for instance on a full disk. Inside an application that
 * has more to stop than a broker, the process has to end through its shutdown hooks.
 */
final class Exits {
  private static final System.Logger LOG = System.getLogger(Exits.class.getName());

  private static final ThreadLocal<Boolean> POSTPONED = ThreadLocal.withInitial(() -> false);

  private Exits() {
  }

  static void leaveThroughShutdownHooks() {
    Exit.setHaltProcedure(Exits::leave);
    Exit.setExitProcedure(Exits::leave);
  }

  /** In a process that is nothing but the broker, Kafka may end it as it does everywhere else. */
  static void leaveAtOnce() {
    Exit.setHaltProcedure((status, message) -> Runtime.getRuntime().halt(status));
    Exit.setExitProcedure((status, message) -> System.exit(status));
  }

  /**
   * Runs {@code start}; what would end the process in this thread is left to the exception that follows it. Kafka ends
   * the process when its controller cannot start, even where only a port is taken.
   */
  static void postponedWhile(Runnable start) {
    POSTPONED.set(true);
    try {
      start.run();
    } finally {
      POSTPONED.remove();
    }
  }

  private static void leave(int status, String message) {
    if (POSTPONED.get()) {
      return;
    }
    LOG.log(System.Logger.Level.ERROR, "Kafka cannot go on and ends this process (exit code " + status + ")"
        + (message == null ? "." : ": " + message));
    // Another thread, because the hooks may wait for the one that calls.
    Thread exit = new Thread(() -> System.exit(status), "kafka-exit");
    exit.setDaemon(true);
    exit.start();
  }
}
