package org.improvedgan.benchmarks.evaluator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.improvedgan.benchmarks.report.Machine;
import org.improvedgan.benchmarks.report.Table;
import org.improvedgan.benchmarks.rounds.Measurement;
import org.improvedgan.benchmarks.rounds.Row;

/**
 * The result of {@code benchmarks/run evaluator}.
 *
 * @param benchmark {@code evaluator}
 * @param pytorch version of the peer, or why there is none
 * @param machine where and when it ran
 * @param bound the least throughput beside PyTorch eager
 * @param kept whether it was reached; null where that peer did not run
 * @param rows four for each peer: throughput, CPU time, wall time, peak memory
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record EvaluatorReport(String benchmark, String pytorch, Machine machine, double bound, Boolean kept,
    List<Row> rows) {
  private static final int EACH = 4;

  static EvaluatorReport of(String pytorch, Machine machine, double bound, List<Row> rows) {
    Boolean kept = rows.stream().filter(row -> row.unit().equals("images/s") && row.ratio() != null)
        .filter(row -> row.peerName().startsWith(Peer.EAGER.title() + " (")).findFirst()
        .map(row -> row.ratio() >= bound).orElse(null);
    return new EvaluatorReport("evaluator", pytorch, machine, bound, kept, rows);
  }

  /** Rows of one peer; its list is empty where it was skipped. */
  static List<Row> rows(List<Measurement> ours, String peerName, List<Measurement> peer, String skipped) {
    String name = peer.isEmpty() ? peerName : peerName + " (" + peer.get(0).mode().replaceFirst(".*, ", "") + ")";
    List<Row> rows = new ArrayList<>();
    rows.add(Row.of("throughput", "images/s", one -> 1000 / one.wallMs(), ours, name, peer, skipped));
    rows.addAll(Row.compare("an image", ours, name, peer, skipped));
    return rows;
  }

  /** One line for each peer. */
  String table() {
    Table table = new Table("peer", "threads", "rounds x images", "images/s: ours", "peer", "ratio",
        "CPU ms an image: ours", "peer", "ratio", "peak MiB: ours", "peer");
    for (int i = 0; i < rows.size(); i += EACH) {
      Row speed = rows.get(i);
      Row cpu = rows.get(i + 1);
      Row memory = rows.get(i + EACH - 1);
      table.row(speed.peerName() + (speed.skipped() == null ? "" : " (skipped)"), Integer.toString(speed.threads()),
          speed.repetitions() + " x " + speed.iterations(), figure(speed.ours(), 2), figure(speed.peer(), 2),
          figure(speed.ratio(), 2), figure(cpu.ours(), 1), figure(cpu.peer(), 1), figure(cpu.ratio(), 2),
          figure(memory.ours(), 0), figure(memory.peer(), 0));
    }
    return table.toString();
  }

  private static String figure(Double value, int digits) {
    return value == null ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** Whether the bound was kept, why peers were skipped, and whether the machine had other work, a line each. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (kept != null) {
      remarks.add(String.format(Locale.ROOT, "At least %.2f times the images/s of %s: %s.", bound,
          Peer.EAGER.title(), kept ? "yes" : "no"));
    }
    rows.stream().filter(row -> row.skipped() != null)
        .map(row -> row.peerName() + " was skipped: " + row.skipped()).distinct().forEach(remarks::add);
    if (machine.busy()) {
      remarks.add(String.format(Locale.ROOT, "The machine had other work before the start (load %.2f): PyTorch's "
          + "threads wait by spinning, unless OMP_WAIT_POLICY=passive, so that its times can be many times too long; "
          + "measure again when it has none.",
          machine.loadBefore()));
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
