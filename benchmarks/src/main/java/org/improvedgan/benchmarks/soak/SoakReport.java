package org.improvedgan.benchmarks.soak;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.improvedgan.benchmarks.report.Statistics;
import org.improvedgan.benchmarks.report.Table;

/**
 * Whether every process stayed flat, and how much memory all of them took together.
 *
 * @param failures a sentence for each kind of load that failed: without its load a system stays flat for nothing
 */
record SoakReport(double minutes, double warmup, double bound, double budgetMib, List<Series> series,
    List<String> restarted, List<String> failures, double medianTotalMib, double worstTotalMib, double sumOfPeaksMib) {

  static SoakReport of(List<Sample> samples, List<String> failures, double warmup, double bound, double budgetMib) {
    double minutes = samples.stream().mapToDouble(Sample::minute).max().orElse(0);
    Map<String, List<Sample>> byProcess = samples.stream().filter(sample -> !sample.process().equals(Census.OTHERS))
        .collect(Collectors.groupingBy(Sample::process, LinkedHashMap::new, Collectors.toList()));
    List<Series> series = new ArrayList<>();
    List<String> restarted = new ArrayList<>();
    byProcess.forEach((process, own) -> {
      for (Measure measure : Measure.values()) {
        // A slope needs a few samples: a short run has too few full collections.
        if (own.stream().filter(s -> s.minute() >= warmup && measure.of(s) != null).count() >= 3) {
          series.add(Series.of(process, measure, own, minutes, warmup));
        }
      }
      if (own.stream().map(Sample::pid).distinct().count() > 1) {
        restarted.add(process);
      }
    });
    List<Double> totals = List.copyOf(samples.stream()
        .filter(sample -> sample.heapMib() == null).collect(Collectors.groupingBy(Sample::minute, TreeMap::new,
        Collectors.summingDouble(Sample::shareMib))).values());
    double peaks = byProcess.values().stream()
        .mapToDouble(own -> own.stream().mapToDouble(Sample::peakMib).max().orElse(0)).sum()
        + samples.stream().filter(sample -> sample.process().equals(Census.OTHERS)).mapToDouble(Sample::peakMib).max()
            .orElse(0);
    return new SoakReport(minutes, warmup, bound, budgetMib, series, restarted, failures, Statistics.median(totals),
        totals.stream().mapToDouble(Double::doubleValue).max().orElse(0), peaks);
  }

  /** What failed, grows, was started again, or is too large; empty if all is well. */
  List<String> troubles() {
    List<String> troubles = new ArrayList<>(failures);
    series.stream().filter(one -> !one.flat(bound)).forEach(one -> troubles.add(String.format(Locale.ROOT,
        "%s: %s grows by %.1f %% an hour.", one.process(), one.measure().title(), one.percent())));
    restarted.forEach(process -> troubles.add(process + " was started again."));
    if (worstTotalMib > budgetMib) {
      troubles.add(String.format(Locale.ROOT, "All together took %.0f MiB.", worstTotalMib));
    }
    return troubles;
  }

  String table() {
    Table table = new Table("process", "measure", "first quarter", "last quarter", "an hour", "% an hour", "most",
        "samples", "flat");
    for (Series one : series) {
      table.row(one.process(), one.measure().title(), text(one.first()), text(one.last()), signed(one.slope()),
          signed(one.percent()), text(one.worst()), Integer.toString(one.samples()), one.flat(bound) ? "yes" : "NO");
    }
    return table.toString();
  }

  String rule() {
    return String.format(Locale.ROOT, "Flat: after %.0f of %.0f minutes the slope (Theil and Sen's) is below %.0f %% "
        + "of the median an hour.", warmup, minutes, bound);
  }

  String memory() {
    return String.format(Locale.ROOT, "Memory of all processes together (PSS): median %.0f MiB, at most %.0f MiB; the "
        + "sum of each one's own peak (VmHWM, at different times, shared pages counted more than once) %.0f MiB; "
        + "allowed %.0f MiB.", medianTotalMib, worstTotalMib, sumOfPeaksMib, budgetMib);
  }

  private static String text(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }

  private static String signed(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%+.1f", value);
  }
}
