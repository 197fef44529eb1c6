package org.improvedgan.benchmarks.sampler;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.improvedgan.benchmarks.report.Machine;
import org.improvedgan.benchmarks.report.Statistics;
import org.improvedgan.benchmarks.report.Table;
import org.improvedgan.benchmarks.rounds.Row;

/**
 * The result of {@code benchmarks/run sampler}.
 *
 * @param benchmark {@code sampler}
 * @param python the peer, or why there is none
 * @param direct how ONNX Runtime was called directly
 * @param machine where and when it ran
 * @param callsBound the least calls/s beside the peer
 * @param streamBound the least images/s of one stream beside direct calls
 * @param callsKept whether the first was reached; null without a peer
 * @param streamKept whether the second was reached
 * @param rows each measure beside the peer's, then the streams beside direct calls
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SamplerReport(String benchmark, String python, String direct, Machine machine, double callsBound,
    double streamBound, Boolean callsKept, boolean streamKept, List<Row> rows) {
  private static final String PEER = "Python server";
  private static final String DIRECT = "direct ONNX Runtime";

  /** What was measured: for each round ours, the peer's (empty without one), and images/s of direct calls. */
  record Rounds(List<Map<Measure, Double>> ours, List<Map<Measure, Double>> peer, List<Double> direct) {}

  static SamplerReport of(String python, String direct, Machine machine, double callsBound, double streamBound,
      Load load, Rounds rounds) {
    List<Row> rows = new ArrayList<>();
    String skipped = rounds.peer().isEmpty() ? python : null;
    for (Measure measure : Measure.values()) {
      rows.add(row(load, measure, rounds.ours(), PEER, figures(rounds.peer(), measure), skipped));
    }
    Row stream = row(load, Measure.STREAM, rounds.ours(), DIRECT, rounds.direct(), null);
    rows.add(stream);
    rows.add(row(load, Measure.STREAMS, rounds.ours(), DIRECT, rounds.direct(), null));
    Double calls = rows.get(Measure.CALLS.ordinal()).ratio();
    return new SamplerReport("sampler", python, direct, machine, callsBound, streamBound,
        calls == null ? null : calls >= callsBound, stream.ratio() >= streamBound, rows);
  }

  private static List<Double> figures(List<Map<Measure, Double>> rounds, Measure measure) {
    return rounds.stream().map(round -> round.get(measure)).toList();
  }

  private static Row row(Load load, Measure measure, List<Map<Measure, Double>> ours, String peerName,
      List<Double> peer, String skipped) {
    double our = Statistics.median(figures(ours, measure));
    Double other = peer.isEmpty() ? null : Statistics.median(peer);
    return new Row(measure.title(), measure.unit(), rounded(our, measure), peerName,
        other == null ? null : rounded(other, measure), other == null ? null : Math.round(our / other * 1000) / 1000.0,
        Runtime.getRuntime().availableProcessors(), ours.size(), measure.ofCalls() ? load.calls() : load.images(),
        skipped);
  }

  private static double rounded(double value, Measure measure) {
    double scale = Math.pow(10, measure.digits());
    return Math.round(value * scale) / scale;
  }

  /** One line for each measure. */
  String table() {
    Table table = new Table("", "unit", "ours", PEER, "ratio", DIRECT, "ratio");
    for (Measure measure : Measure.values()) {
      Row beside = rows.get(measure.ordinal());
      Row limit = rows.stream().filter(row -> row.peerName().equals(DIRECT) && row.name().equals(measure.title()))
          .findFirst().orElse(null);
      table.row(measure.title(), measure.unit(), figure(beside.ours(), measure.digits()),
          figure(beside.peer(), measure.digits()), figure(beside.ratio(), 2),
          limit == null ? "" : figure(limit.peer(), measure.digits()), limit == null ? "" : figure(limit.ratio(), 2));
    }
    return table.toString();
  }

  private static String figure(Double value, int digits) {
    return value == null ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** Whether the bounds were kept, why the peer was skipped, and whether the machine had other work, a line each. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    remarks.add(callsKept == null
        ? String.format(Locale.ROOT, "At least %.2f times the calls/s of the peer: cannot be judged. %s", callsBound,
            python)
        : String.format(Locale.ROOT, "At least %.2f times the calls/s of the peer: %s.", callsBound, yes(callsKept)));
    remarks.add(String.format(Locale.ROOT, "One stream, at least %.2f times the images/s of direct calls: %s.",
        streamBound, yes(streamKept)));
    if (machine.busy()) {
      remarks.add(String.format(Locale.ROOT, "The machine had other work before the start (load %.2f): measure again "
          + "when it has none.", machine.loadBefore()));
    }
    return remarks;
  }

  private static String yes(boolean kept) {
    return kept ? "yes" : "no";
  }

  /** 0, or 1 where a bound was broken, or 3 where the first cannot be judged. */
  int exitCode() {
    if (Boolean.FALSE.equals(callsKept) || !streamKept) {
      return 1;
    }
    return callsKept == null ? 3 : 0;
  }

  String toJson() {
    try {
      return new ObjectMapper().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
