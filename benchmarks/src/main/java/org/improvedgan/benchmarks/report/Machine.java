package org.improvedgan.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where and when a benchmark ran.
 *
 * @param processor the processor's name
 * @param cores cores that this process may use
 * @param java version of the Java machine
 * @param loadBefore the load average of the last minute when the benchmark began; on a quiet machine about 0
 * @param started when it began, UTC
 */
public record Machine(String processor, int cores, String java, double loadBefore, String started) {
  private static final double BUSY = 0.5;

  public static Machine now() {
    return new Machine(processorName(), Runtime.getRuntime().availableProcessors(), Runtime.version().toString(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** Whether other work would disturb what is measured. */
  public boolean busy() {
    return loadBefore > BUSY;
  }

  private static String processorName() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.filter(line -> line.startsWith("model name")).findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  @Override
  public String toString() {
    return "%s, %d cores, Java %s, load %.2f before, %s".formatted(processor, cores, java, loadBefore, started);
  }
}
