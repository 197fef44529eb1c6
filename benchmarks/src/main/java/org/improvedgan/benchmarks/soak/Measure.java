package org.improvedgan.benchmarks.soak;

import java.util.function.Function;

/** What has to stay flat. */
enum Measure {
  /**
   * Of PostgreSQL what its processes have beside their shared memory: that is of one size from the start (32 MB of
   * buffers), and becomes resident page by page.
   */
  RESIDENT("resident MiB", sample -> sample.heapMib() != null ? null
      : sample.process().equals(Census.DATABASE) ? sample.ownMib() : sample.residentMib()),
  HEAP("live heap MiB", Sample::heapMib),
  THREADS("threads", sample -> sample.heapMib() == null ? (double) sample.threads() : null),
  FILES("open files", sample -> sample.heapMib() == null ? (double) sample.files() : null);

  private final String title;
  private final Function<Sample, Double> value;

  Measure(String title, Function<Sample, Double> value) {
    this.title = title;
    this.value = value;
  }

  String title() {
    return title;
  }

  /** Null where it was not measured: samples with a heap are those of full collections, for the heap alone. */
  Double of(Sample sample) {
    return value.apply(sample);
  }
}
