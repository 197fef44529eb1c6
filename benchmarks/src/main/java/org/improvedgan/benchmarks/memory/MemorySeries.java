package org.improvedgan.benchmarks.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.improvedgan.benchmarks.report.Statistics;

/** Memory sampled every so many iterations. */
final class MemorySeries {
  private static final double KIB_PER_MIB = 1024;

  private final List<Sample> samples = new ArrayList<>();

  /**
   * Memory after an iteration.
   *
   * @param iteration iterations done
   * @param residentMib resident memory of the process, MiB
   * @param heapMib Java heap in use after a collection, MiB
   */
  record Sample(long iteration, double residentMib, double heapMib) {}

  void add(long iteration, double residentMib, double heapMib) {
    samples.add(new Sample(iteration, residentMib, heapMib));
  }

  List<Sample> samples() {
    return List.copyOf(samples);
  }

  /** Growth of resident memory, KiB an iteration. */
  double residentGrowth() {
    return growth(Sample::residentMib);
  }

  /** Growth of the live heap, KiB an iteration. */
  double heapGrowth() {
    return growth(Sample::heapMib);
  }

  private double growth(ToDoubleFunction<Sample> memory) {
    List<Double> iterations = samples.stream().map(sample -> (double) sample.iteration()).toList();
    return KIB_PER_MIB
        * Statistics.slope(iterations, samples.stream().map(memory::applyAsDouble).toList());
  }
}
