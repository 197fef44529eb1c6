package org.improvedgan.benchmarks.rounds;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.process.Program;

/**
 * Runs programs that measure the same in turn, a process each round, in the opposite order every other round: so what
 * changes on the machine meanwhile meets all of them alike.
 */
public final class Rounds {
  private final Map<String, Program> programs;
  private final String label;
  private final PrintStream progress;
  private final Map<String, List<Measurement>> measurements = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  /**
   * @param programs by name, in the order of the first round
   * @param label what progress lines begin with
   */
  public Rounds(Map<String, Program> programs, String label, PrintStream progress) {
    this.programs = new LinkedHashMap<>(programs);
    this.label = label;
    this.progress = progress;
    programs.keySet().forEach(name -> measurements.put(name, new ArrayList<>()));
  }

  /** A program that fails once takes no further part; without the first there is nothing to compare with. */
  public void run(int rounds) {
    String first = programs.keySet().iterator().next();
    for (int round = 1; round <= rounds; round++) {
      List<String> order = new ArrayList<>(programs.keySet());
      if (round % 2 == 0) {
        Collections.reverse(order);
      }
      for (String name : order) {
        if (failures.containsKey(first)) {
          return;
        }
        if (!failures.containsKey(name)) {
          runOnce(name, round, rounds);
        }
      }
    }
  }

  private void runOnce(String name, int round, int rounds) {
    try {
      Measurement result = Measurement.parse(programs.get(name).lastLine());
      measurements.get(name).add(result);
      progress.printf("%s, round %d of %d, %s: CPU %.1f ms, wall %.1f ms, peak %.0f MiB%n", label, round, rounds, name,
          result.cpuMs(), result.wallMs(), result.peakResidentMib());
    } catch (BenchmarkException e) {
      failures.put(name, e.getMessage());
      measurements.get(name).clear();
      progress.printf("%s, %s: %s%n", label, name, e.getMessage());
    }
  }

  /** What a program measured, empty if it failed. */
  public List<Measurement> of(String name) {
    return measurements.get(name);
  }

  /** Why it failed; null if it did not. */
  public String failure(String name) {
    return failures.get(name);
  }
}
