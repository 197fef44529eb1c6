package org.improvedgan.benchmarks.evaluator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import org.improvedgan.benchmarks.report.Machine;
import org.improvedgan.benchmarks.rounds.Measurement;

/**
 * The result of {@code benchmarks/run evaluator --memory}.
 *
 * @param benchmark {@code evaluator-memory}
 * @param images 32x32 images classified in one call
 * @param threads threads of that
 * @param peakResidentMib the most memory of the process that was ever resident, MiB
 * @param boundMib the most that it may be, MiB
 * @param cpuMs processor time of an image, ms
 * @param machine where and when it ran
 */
record MemoryBound(String benchmark, int images, int threads, double peakResidentMib, double boundMib, double cpuMs,
    Machine machine) {

  static MemoryBound of(Measurement measured, double boundMib, Machine machine) {
    return new MemoryBound("evaluator-memory", measured.iterations(), measured.threads(),
        Math.round(measured.peakResidentMib() * 10) / 10.0, boundMib, Math.round(measured.cpuMs() * 10) / 10.0,
        machine);
  }

  boolean kept() {
    return peakResidentMib <= boundMib;
  }

  String verdict() {
    return String.format(Locale.ROOT, "%d images of 32x32, %d threads: at most %.1f MiB resident, "
        + "%s the bound of %.0f MiB.", images, threads, peakResidentMib, kept() ? "within" : "above", boundMib);
  }

  String toJson() {
    try {
      return new ObjectMapper().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
