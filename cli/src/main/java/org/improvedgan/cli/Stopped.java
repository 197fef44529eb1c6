package org.improvedgan.cli;

/** A command ends because the user, or the system, asked it to by a signal, and has kept what it had. */
public final class Stopped extends RuntimeException {

  private final int exitCode;

  /** With one sentence that says how to go on, and the signal's number. */
  public Stopped(String message, int signal) {
    super(message);
    exitCode = 128 + signal;
  }

  /** As a shell gives it for a program that a signal has ended. */
  public int exitCode() {
    return exitCode;
  }
}
