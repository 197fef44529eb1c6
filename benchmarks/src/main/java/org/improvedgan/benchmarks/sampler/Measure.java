package org.improvedgan.benchmarks.sampler;

/** What is measured of each side in each round. */
enum Measure {
  CALLS("calls of one image", "calls/s", 0),
  CALL_P50("a call, median", "ms", 2),
  CALL_P95("a call, 95 % within", "ms", 2),
  CALL_P99("a call, 99 % within", "ms", 2),
  CALL_CPU("server's CPU time of a call", "ms", 3),
  CALL_CLIENT("client's share of the CPU time, calls", "%", 0),
  STREAM("one stream", "images/s", 0),
  STREAMS("two streams", "images/s", 0),
  STREAM_CPU("server's CPU time of an image, one stream", "ms", 4),
  STREAM_CLIENT("client's share of the CPU time, one stream", "%", 0),
  MEMORY("peak resident memory", "MiB", 0);

  private final String title;
  private final String unit;
  private final int digits;

  Measure(String title, String unit, int digits) {
    this.title = title;
    this.unit = unit;
    this.digits = digits;
  }

  String title() {
    return title;
  }

  String unit() {
    return unit;
  }

  /** Decimals worth printing. */
  int digits() {
    return digits;
  }

  /** Whether it counts calls, not images of streams. */
  boolean ofCalls() {
    return name().startsWith("CALL");
  }
}
