package org.improvedgan.benchmarks.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.improvedgan.benchmarks.report.Table;

/** The rows of the table of {@code benchmarks/run load}, in the order in which they were measured. */
final class Rows {

  /**
   * One row.
   *
   * @param what was measured
   * @param load that was offered
   * @param held what was reached, with its unit
   * @param p50 of the times, ms; null where none belong to it, as the next two
   * @param failed calls or requests that failed
   * @param samples how many times, images or answers it rests on
   */
  record Row(String what, String load, String held, Double p50, Double p95, Double p99, int failed, int samples) {}

  private final List<Row> rows = new ArrayList<>();

  void add(Row row) {
    rows.add(row);
    System.err.println("load, " + row.what() + ", " + row.load() + ": " + row.held());
  }

  /** A row of times. */
  void add(String what, String load, String held, int failed, long[] sortedNanos) {
    add(new Row(what, load, held, ms(sortedNanos, 0.5), ms(sortedNanos, 0.95), ms(sortedNanos, 0.99), failed,
        sortedNanos.length));
  }

  /** A row of times in no order. */
  void add(String what, String load, String held, List<Long> nanos) {
    add(what, load, held, 0, nanos.stream().mapToLong(Long::longValue).sorted().toArray());
  }

  /** A rate alone. */
  void add(String what, String load, String held, int samples) {
    add(new Row(what, load, held, null, null, null, 0, samples));
  }

  private static Double ms(long[] sorted, double share) {
    return sorted.length == 0 ? null
        : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / 1e6;
  }

  String table() {
    Table table = new Table("what", "load", "held", "p50 ms", "p95 ms", "p99 ms", "failed", "samples");
    rows.forEach(row -> table.row(row.what(), row.load(), row.held(), text(row.p50()), text(row.p95()),
        text(row.p99()), Integer.toString(row.failed()), String.format(Locale.ROOT, "%,d", row.samples())));
    return table.toString();
  }

  /** For the last line of output. */
  List<Map<String, Object>> json() {
    return rows.stream().<Map<String, Object>>map(row -> {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("what", row.what());
      json.put("load", row.load());
      json.put("held", row.held());
      json.put("msP50P95P99", Arrays.asList(row.p50(), row.p95(), row.p99()));
      json.put("failed", row.failed());
      json.put("samples", row.samples());
      return json;
    }).toList();
  }

  private static String text(Double ms) {
    return ms == null ? "" : String.format(Locale.ROOT, ms < 100 ? "%.1f" : "%,.0f", ms);
  }
}
