package org.improvedgan.benchmarks.memory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Locale;
import org.improvedgan.benchmarks.report.Machine;

/**
 * The result of {@code benchmarks/run memory}.
 *
 * @param benchmark {@code memory}
 * @param experiment whose iterations ran
 * @param engine with its device
 * @param threads threads for one operation
 * @param flat whether neither figure grows by more than the bound
 * @param residentGrowthKib slope of resident memory (Theil and Sen's), KiB an iteration
 * @param heapGrowthKib slope of the live Java heap, KiB an iteration
 * @param boundKib the most that counts as flat, KiB an iteration
 * @param samples the series
 * @param machine where and when it ran
 */
record MemoryReport(String benchmark, String experiment, String engine, int threads, boolean flat,
    double residentGrowthKib, double heapGrowthKib, double boundKib, List<MemorySeries.Sample> samples,
    Machine machine) {

  static MemoryReport of(String experiment, String engine, int threads, MemorySeries series, double bound,
      Machine machine) {
    double resident = series.residentGrowth();
    double heap = series.heapGrowth();
    return new MemoryReport("memory", experiment, engine, threads, resident <= bound && heap <= bound, resident, heap,
        bound, series.samples(), machine);
  }

  /** One sentence. */
  String verdict() {
    return String.format(Locale.ROOT, "Memory %s: resident %+.3f, live heap %+.3f KiB an iteration (bound %.1f), "
        + "from iteration %d to %d; %s.", flat ? "stays flat" : "GROWS", residentGrowthKib, heapGrowthKib, boundKib,
        samples.get(0).iteration(), samples.get(samples.size() - 1).iteration(), machine);
  }

  String toJson() {
    try {
      return new ObjectMapper().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
