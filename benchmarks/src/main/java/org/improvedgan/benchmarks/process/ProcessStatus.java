package org.improvedgan.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.improvedgan.benchmarks.BenchmarkException;

/**
 * Memory of a process as Linux counts it.
 *
 * @param residentMib resident now (VmRSS), MiB
 * @param peakResidentMib the most that was ever resident (VmHWM), MiB
 */
public record ProcessStatus(double residentMib, double peakResidentMib) {
  /** @throws BenchmarkException where there is no /proc */
  public static ProcessStatus ofThisProcess() {
    return of(ProcessHandle.current());
  }

  /** @throws BenchmarkException where there is no /proc, or the process has ended */
  public static ProcessStatus of(ProcessHandle process) {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try {
      return parse(Files.readAllLines(status));
    } catch (IOException e) {
      throw new BenchmarkException("There is no " + status + "; run the benchmark on Linux.");
    }
  }

  static ProcessStatus parse(List<String> lines) {
    return new ProcessStatus(mib(lines, "VmRSS:"), mib(lines, "VmHWM:"));
  }

  private static double mib(List<String> lines, String key) {
    return lines.stream().filter(line -> line.startsWith(key)).findFirst()
        .map(line -> Long.parseLong(line.split("\\s+")[1]) / 1024.0)
        .orElseThrow(() -> new BenchmarkException("/proc does not say " + key + " here; run it on Linux."));
  }
}
