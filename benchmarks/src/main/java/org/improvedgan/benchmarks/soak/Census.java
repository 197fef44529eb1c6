package org.improvedgan.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.improvedgan.benchmarks.process.GanUp;

/** What Linux and, now and then, the Java machines say about every process of a system. */
final class Census {
  /** Processes that come and go, such as that in which the sampler tries a new checkpoint. */
  static final String OTHERS = "others";
  static final String DATABASE = "postgres";
  /**
   * The serial collector leaves a twentieth of the old generation dead where that spares it moving objects, and moves
   * all in every fourth full collection only (MarkSweepAlwaysCompactCount): one of four in a row leaves nothing dead.
   */
  private static final int COLLECTIONS = 4;
  private static final Pattern GENERATION = Pattern.compile("total \\d+K, used (\\d+)K");
  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

  private final GanUp system;
  private final List<Path> data;

  Census(GanUp system) {
    this.system = system;
    this.data = system.dataFolders();
  }

  /** Every process as it is. */
  List<Sample> take(double minute) {
    Map<String, ProcessHandle> named = system.processes();
    Set<Long> seen = new HashSet<>();
    List<Sample> samples = new ArrayList<>();
    Map<String, Sample> database = new LinkedHashMap<>();
    named.forEach((name, process) -> {
      seen.add(process.pid());
      if (name.equals(DATABASE)) {
        Stream.concat(Stream.of(process), process.descendants()).forEach(one -> {
          seen.add(one.pid());
          of(minute, name, one, process.pid()).ifPresent(sample -> database.merge(name, sample, Sample::plus));
        });
      } else {
        of(minute, name, process, process.pid()).ifPresent(samples::add);
      }
    });
    samples.addAll(database.values());
    named.get(GanUp.UP).descendants().filter(process -> !seen.contains(process.pid()))
        .flatMap(process -> of(minute, OTHERS, process, 0).stream()).reduce(Sample::plus).ifPresent(samples::add);
    return samples;
  }

  /** Every Java machine, which is made to collect its whole heap: only then it is known what of it is live. */
  List<Sample> collect(double minute) {
    return take(minute).stream().filter(sample -> !sample.process().equals(DATABASE)
        && !sample.process().equals(OTHERS)).map(Census::collected).filter(sample -> sample.heapMib() != null).toList();
  }

  private static Sample collected(Sample s) {
    for (int i = 0; i < COLLECTIONS; i++) {
      jcmd(s.pid(), "GC.run");
    }
    Matcher used = GENERATION.matcher(jcmd(s.pid(), "GC.heap_info"));
    long kib = 0;
    while (used.find()) {
      kib += Long.parseLong(used.group(1));
    }
    return new Sample(s.minute(), s.process(), s.pid(), s.residentMib(), s.peakMib(), s.shareMib(), s.ownMib(),
        s.threads(), s.files(), kib == 0 ? null : kib / 1024.0);
  }

  private static String jcmd(long pid, String command) {
    try {
      Process process = new ProcessBuilder(JCMD.toString(), Long.toString(pid), command).redirectErrorStream(true)
          .start();
      String output = new String(process.getInputStream().readAllBytes());
      return process.waitFor(1, TimeUnit.MINUTES) ? output : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Empty if it has just ended. */
  private Optional<Sample> of(double minute, String name, ProcessHandle process, long pid) {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
      List<String> status = Files.readAllLines(proc.resolve("status"));
      List<String> rollup = Files.readAllLines(proc.resolve("smaps_rollup"));
      double share = number(rollup, "Pss:") / 1024;
      return Optional.of(new Sample(minute, name, pid, number(status, "VmRSS:") / 1024, number(status, "VmHWM:") / 1024,
          share, share - number(rollup, "Pss_Shmem:") / 1024, (int) number(status, "Threads:"),
          (int) files.filter(file -> !isData(file)).count(), null));
    } catch (IOException | java.io.UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** Files of what is kept are as many as its amount asks for: a segment for each 64 MB, a relation for each table. */
  private boolean isData(Path descriptor) {
    try {
      Path file = Files.readSymbolicLink(descriptor);
      return data.stream().anyMatch(file::startsWith);
    } catch (IOException e) {
      // It has just been closed.
      return false;
    }
  }

  private static double number(List<String> lines, String key) {
    return lines.stream().filter(line -> line.startsWith(key)).findFirst()
        .map(line -> Double.parseDouble(line.split("\\s+")[1])).orElse(0.0);
  }
}
