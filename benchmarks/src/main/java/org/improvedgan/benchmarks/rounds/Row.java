package org.improvedgan.benchmarks.rounds;

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
public record Row(String name, String unit, double ours, String peerName, Double peer, Double ratio, int threads,
    int repetitions, int iterations, String skipped) {

  /**
   * Processor time, wall time and peak memory.
   *
   * @param work what was repeated, e.g. {@code an iteration}
   * @param peer empty where it was skipped
   * @param skipped why; else null
   */
  public static List<Row> compare(String work, List<Measurement> ours, String peerName, List<Measurement> peer,
      String skipped) {
    List<Row> rows = new ArrayList<>();
    rows.add(of("CPU time of " + work, "ms", Measurement::cpuMs, ours, peerName, peer, skipped));
    rows.add(of("wall time of " + work, "ms", Measurement::wallMs, ours, peerName, peer, skipped));
    rows.add(of("peak resident memory", "MiB", Measurement::peakResidentMib, ours, peerName, peer, skipped));
    return rows;
  }

  /** One figure of all measurements; parameters as those of {@link #compare}. */
  public static Row of(String what, String unit, ToDoubleFunction<Measurement> figure, List<Measurement> ours,
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
