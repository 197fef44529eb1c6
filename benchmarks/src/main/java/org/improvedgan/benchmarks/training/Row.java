package org.improvedgan.benchmarks.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.improvedgan.benchmarks.report.Statistics;

/**
 * One figure of ours beside a peer's; figures are medians over the rounds.
 *
 * @param name experiment and what was measured
 * @param unit of both figures
 * @param ours our figure
 * @param peerName what the other side is
 * @param peer its figure, null where it was skipped
 * @param ratio ours divided by the peer's
 * @param threads threads of both
 * @param repetitions processes of each side
 * @param iterations iterations measured in each process
 * @param skipped why there is no peer's figure
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Row(String name, String unit, double ours, String peerName, Double peer, Double ratio, int threads,
    int repetitions, int iterations, String skipped) {

  /** Processor time, wall time and peak memory; the peer's list is empty where it was skipped. */
  static List<Row> compare(List<Measurement> ours, String peerName, List<Measurement> peer, String skipped) {
    List<Row> rows = new ArrayList<>();
    rows.add(row("CPU time of an iteration", "ms", Measurement::cpuMs, ours, peerName, peer, skipped));
    rows.add(row("wall time of an iteration", "ms", Measurement::wallMs, ours, peerName, peer, skipped));
    rows.add(row("peak resident memory", "MiB", Measurement::peakResidentMib, ours, peerName, peer, skipped));
    return rows;
  }

  private static Row row(String what, String unit, ToDoubleFunction<Measurement> figure, List<Measurement> ours,
      String peerName, List<Measurement> peer, String skipped) {
    Measurement first = ours.get(0);
    double our = median(ours, figure);
    Double other = peer.isEmpty() ? null : median(peer, figure);
    return new Row(first.experiment() + ": " + what, unit, our, peerName, other,
        other == null ? null : Math.round(our / other * 1000) / 1000.0, first.threads(), ours.size(),
        first.iterations(), skipped);
  }

  private static double median(List<Measurement> measurements, ToDoubleFunction<Measurement> figure) {
    double median = Statistics.median(measurements.stream().map(figure::applyAsDouble).toList());
    return Math.round(median * 100) / 100.0;
  }
}
