package org.improvedgan.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine that this runs on, as far as it matters to a measurement.
 *
 * @param system operating system and its version
 * @param architecture as Java names it, e.g. {@code amd64}
 * @param processor its name; empty where the operating system does not tell
 * @param cores as many as this process may use
 * @param memoryBytes of the machine, or of its container
 * @param java version
 */
public record Machine(String system, String architecture, String processor, int cores, long memoryBytes, String java) {

  /** This machine. */
  public static Machine current() {
    var os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"), processorInfo("model name").orElse(""),
        Runtime.getRuntime().availableProcessors(), os.getTotalMemorySize(), Runtime.version().toString());
  }

  /** A field of the first processor in {@code /proc/cpuinfo}; empty where there is none. */
  public static Optional<String> processorInfo(String key) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.filter(line -> line.startsWith(key)).findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Memory in GiB. */
  public double memoryGib() {
    return memoryBytes / (double) (1L << 30);
  }

  /** For JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("system", system);
    map.put("architecture", architecture);
    map.put("processor", processor);
    map.put("cores", cores);
    map.put("memoryBytes", memoryBytes);
    map.put("java", java);
    return map;
  }
}
