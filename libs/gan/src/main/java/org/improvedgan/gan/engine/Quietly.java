package org.improvedgan.gan.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Keeps SameDiff's chat while it differentiates off standard output, which machines may read. */
public final class Quietly {
  private Quietly() {}

  /** Runs a task; what its own thread prints is lost, what others print is not. */
  public static synchronized void run(Runnable task) {
    PrintStream out = System.out;
    System.setOut(new PrintStream(new Filter(out, Thread.currentThread()), true, StandardCharsets.UTF_8));
    try {
      task.run();
    } finally {
      System.setOut(out);
    }
  }

  private static final class Filter extends OutputStream {
    private final PrintStream out;
    private final Thread muted;

    Filter(PrintStream out, Thread muted) {
      this.out = out;
      this.muted = muted;
    }

    @Override
    public void write(int b) {
      if (Thread.currentThread() != muted) {
        out.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (Thread.currentThread() != muted) {
        out.write(bytes, offset, length);
        out.flush();
      }
    }
  }
}
