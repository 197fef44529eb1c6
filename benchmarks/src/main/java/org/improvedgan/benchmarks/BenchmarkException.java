package org.improvedgan.benchmarks;

/** A benchmark cannot be run; the message is one sentence that says what to do. */
public final class BenchmarkException extends RuntimeException {
  public BenchmarkException(String message) {
    super(message);
  }
}
