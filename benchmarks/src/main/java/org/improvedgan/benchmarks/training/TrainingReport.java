package org.improvedgan.benchmarks.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.improvedgan.benchmarks.report.Machine;
import org.improvedgan.benchmarks.report.Table;
import org.improvedgan.benchmarks.rounds.Row;

/**
 * The result of {@code benchmarks/run training}.
 *
 * @param benchmark {@code training}
 * @param engine ours, with its device
 * @param pytorch version of the peer, or why there is none
 * @param machine where and when it ran
 * @param rows three for each experiment, number of threads and peer: CPU time, wall time, peak memory
 */
record TrainingReport(String benchmark, String engine, String pytorch, Machine machine, List<Row> rows) {

  /** One line for each experiment, number of threads and peer. */
  String table() {
    Table table = new Table("iteration", "peer", "threads", "rounds x iterations", "CPU ms: ours", "peer", "ratio",
        "wall ms: ours", "peer", "ratio", "peak MiB: ours", "peer");
    for (int i = 0; i < rows.size(); i += 3) {
      Row cpu = rows.get(i);
      Row wall = rows.get(i + 1);
      Row memory = rows.get(i + 2);
      table.row(cpu.name().substring(0, cpu.name().indexOf(':')),
          cpu.peerName() + (cpu.skipped() == null ? "" : " (skipped)"), Integer.toString(cpu.threads()),
          cpu.repetitions() + " x " + cpu.iterations(), figure(cpu.ours(), 1), figure(cpu.peer(), 1),
          figure(cpu.ratio(), 2), figure(wall.ours(), 1), figure(wall.peer(), 1), figure(wall.ratio(), 2),
          figure(memory.ours(), 0), figure(memory.peer(), 0));
    }
    return table.toString();
  }

  private static String figure(Double value, int digits) {
    return value == null ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** Why peers were skipped, and whether the machine had other work, a line each. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>(rows.stream().filter(row -> row.skipped() != null)
        .map(row -> row.peerName() + " was skipped: " + row.skipped()).distinct().toList());
    if (machine.busy()) {
      remarks.add("The machine had other work before the start (load %.2f): times are too long, and those of several "
          .formatted(machine.loadBefore()) + "threads can be many times too long; measure again when it has none.");
    }
    return remarks;
  }

  String toJson() {
    try {
      return new ObjectMapper().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
