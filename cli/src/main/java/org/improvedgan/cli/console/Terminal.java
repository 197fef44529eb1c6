package org.improvedgan.cli.console;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/**
 * What people read: lines that stay, and one live line at the bottom that is replaced in place. Written to standard
 * error, so that standard output holds only what programs read. Where standard error is no terminal (a file, a pipe)
 * the live line is printed as a plain line every ten seconds, so that what is quick leaves none. Safe for several
 * threads.
 */
public final class Terminal {

  private static final long PLAIN_INTERVAL_NANOS = 10_000_000_000L;
  private static final String ERASE = "\r\u001b[K";

  private final PrintStream out;
  private final boolean interactive;
  private final int columns;
  private final LongSupplier nanoTime;
  private String live = "";
  private String printed = "";
  private long printedAt;
  private boolean counting;

  public Terminal(PrintStream out, boolean interactive, int columns, LongSupplier nanoTime) {
    this.out = out;
    this.interactive = interactive;
    this.columns = columns;
    this.nanoTime = nanoTime;
  }

  /** Standard error; the {@code gan} script says by system properties whether it is a terminal, and how wide. */
  public static Terminal standardError() {
    return new Terminal(System.err, Boolean.getBoolean("gan.terminal"), Integer.getInteger("gan.columns", 100),
        System::nanoTime);
  }

  public boolean interactive() {
    return interactive;
  }

  /** Prints a line that stays; the live line goes on below it. */
  public synchronized void line(String text) {
    if (interactive && !live.isEmpty()) {
      out.print(ERASE);
    }
    out.println(text);
    if (interactive && !live.isEmpty()) {
      out.print(live);
    }
    out.flush();
  }

  /** Replaces the live line. */
  public synchronized void live(String text) {
    if (interactive) {
      live = text.length() < columns ? text : text.substring(0, Math.max(0, columns - 1));
      out.print(ERASE + live);
      out.flush();
      return;
    }
    long now = nanoTime.getAsLong();
    if (!counting) {
      counting = true;
      printedAt = now;
    }
    if (!text.equals(printed) && now - printedAt >= PLAIN_INTERVAL_NANOS) {
      printedAt = now;
      printed = text;
      out.println(text);
      out.flush();
    }
  }

  /** Takes the live line away. */
  public synchronized void clearLive() {
    if (interactive && !live.isEmpty()) {
      out.print(ERASE);
      out.flush();
    }
    live = "";
    counting = false;
    printed = "";
  }
}
