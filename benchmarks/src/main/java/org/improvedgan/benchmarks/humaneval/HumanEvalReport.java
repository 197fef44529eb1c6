package org.improvedgan.benchmarks.humaneval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.improvedgan.benchmarks.humaneval.Recount.Findings;
import org.improvedgan.benchmarks.humaneval.Timings.Quantiles;
import org.improvedgan.benchmarks.humaneval.Timings.Request;
import org.improvedgan.benchmarks.report.Machine;
import org.improvedgan.benchmarks.report.Table;

/**
 * The result of {@code benchmarks/run human-eval}.
 *
 * @param benchmark {@code human-eval}
 * @param mode how images were shown
 * @param raters at the same time
 * @param images of each session
 * @param thinkMs mean time of a rater before an answer, for each image
 * @param seconds from the first request to the last answer
 * @param answersPerSecond pages answered, repetitions included
 * @param requests times of each kind of request
 * @param boundMs the most that the 95th percentile of an answer may be, ms
 * @param failures requests that were refused or broke, each attempt counted
 * @param serviceCpuMs processor time of the service for each answer, everything else that it did included, ms
 * @param databaseCpuMs that of PostgreSQL, ms
 * @param clientCpuMs that of this process: raters, broker and sampler, ms
 * @param peakResidentMib of the service
 * @param findings of the recount
 * @param machine where and when it ran
 */
record HumanEvalReport(String benchmark, String mode, int raters, int images, double thinkMs, double seconds,
    double answersPerSecond, Map<Request, Quantiles> requests, double boundMs, int failures, double serviceCpuMs,
    double databaseCpuMs, double clientCpuMs, double peakResidentMib, Findings findings, Machine machine) {

  static Map<Request, Quantiles> quantiles(Timings timings) {
    Map<Request, Quantiles> all = new EnumMap<>(Request.class);
    for (Request request : Request.values()) {
      all.put(request, timings.of(request));
    }
    return all;
  }

  /** Whether answers came in time. */
  boolean fast() {
    return requests.get(Request.ANSWER).p95() < boundMs;
  }

  /** Whether every answer is where it belongs, once, and no request failed. */
  boolean whole() {
    return failures == 0 && findings.problems().isEmpty();
  }

  String table() {
    Table table = new Table("request", "count", "p50 ms", "p95 ms", "p99 ms", "worst ms");
    requests.forEach((request, times) -> table.row(request.name().toLowerCase(Locale.ROOT),
        Integer.toString(times.count()), number(times.p50()), number(times.p95()), number(times.p99()),
        number(times.worst())));
    return table.toString();
  }

  List<String> remarks() {
    return List.of(
        String.format(Locale.ROOT, "%d raters, %d images each, %s, %.0f ms of thinking for an image: %.1f s, "
            + "%.1f answers/s; %s", raters, images, mode, thinkMs, seconds, answersPerSecond, machine),
        String.format(Locale.ROOT, "Processor time for an answer and all that belongs to it: service %.2f ms, "
            + "PostgreSQL %.2f ms, raters, broker and sampler %.2f ms; the service had at most %.0f MiB.", serviceCpuMs,
            databaseCpuMs, clientCpuMs, peakResidentMib),
        String.format(Locale.ROOT, "The 95th percentile of an answer is %s the bound of %.0f ms.",
            fast() ? "below" : "NOT below", boundMs),
        String.format(Locale.ROOT, "%d pages acknowledged, %d in the database, %d ratings in Kafka (%d more than "
            + "once), %d requests failed: %s", findings.acknowledged(), findings.stored(), findings.sent(),
            findings.repeated(), failures, findings.problems().isEmpty() ? "nothing was lost or counted twice."
                : String.join(" ", findings.problems())));
  }

  String toJson() {
    try {
      return new ObjectMapper().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String number(double ms) {
    return String.format(Locale.ROOT, "%.1f", ms);
  }
}
