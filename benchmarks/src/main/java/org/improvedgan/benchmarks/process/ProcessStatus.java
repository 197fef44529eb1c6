package org.improvedgan.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.improvedgan.benchmarks.BenchmarkException;

/**
 * Memory of this process as Linux counts it.
 *
 * @param residentMib resident now (VmRSS), MiB
 * @param peakResidentMib the most that was ever resident (VmHWM), MiB
 */
public record ProcessStatus(double residentMib, double peakResidentMib) {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** @throws BenchmarkException where there is no /proc */
  public static ProcessStatus ofThisProcess() {
    try {
      return parse(Files.readAllLines(STATUS));
    } catch (IOException e) {
      throw new BenchmarkException("This machine has no " + STATUS + "; run the benchmark on Linux.");
    }
  }

  static ProcessStatus parse(List<String> lines) {
    return new ProcessStatus(mib(lines, "VmRSS:"), mib(lines, "VmHWM:"));
  }

  private static double mib(List<String> lines, String key) {
    return lines.stream().filter(line -> line.startsWith(key)).findFirst()
        .map(line -> Long.parseLong(line.split("\\s+")[1]) / 1024.0)
        .orElseThrow(() -> new BenchmarkException(STATUS + " does not say " + key + " here; run it on Linux."));
  }
}
