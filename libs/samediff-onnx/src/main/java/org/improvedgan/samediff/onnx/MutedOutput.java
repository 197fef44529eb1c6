package org.improvedgan.samediff.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Keeps what SameDiff prints while it differentiates off standard output, which machines may read. */
public final class MutedOutput extends OutputStream {
  private final PrintStream out;
  private volatile Thread muted = Thread.currentThread();

  private MutedOutput(PrintStream out) {
    this.out = out;
  }

  /** Runs a task; what its own thread prints is lost, what others print is not. */
  public static synchronized void run(Runnable task) {
    PrintStream before = System.out;
    MutedOutput filter = new MutedOutput(before);
    PrintStream filtered = new PrintStream(filter, true, StandardCharsets.UTF_8);
    System.setOut(filtered);
    try {
      task.run();
    } finally {
      filter.muted = null;
      // Who replaced the stream meanwhile may still write through this one, which lets everything pass now.
      if (System.out == filtered) {
        System.setOut(before);
      }
    }
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
