package org.improvedgan.cli.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.improvedgan.cli.console.Durations;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.PaperResults;

/** What a whole run of an experiment takes, in words. */
final class Cost {

  private Cost() {
  }

  /** From a measured iteration of this experiment, else from a partial run's; else how to measure it. */
  static String ofFullRun(Experiment experiment, ResultFiles files) {
    List<ResultFiles.Entry> costs = files.costs().stream().filter(cost -> cost.isOf(experiment.name())).toList();
    if (costs.isEmpty()) {
      return files.runs().stream().filter(run -> run.isOf(experiment.name())).findFirst()
          .map(run -> ofPartialRun(experiment, run.json()))
          .orElse("`./gan cost " + experiment.name() + "` measures what a run takes");
    }
    JsonNode cost = costs.get(0).json();
    double seconds = cost.path("secondsPerIteration").asDouble();
    long iterations = experiment.paper().flatMap(PaperResults::iterations)
        .orElse(cost.path("fullIterations").asLong());
    return words(iterations, seconds, cost);
  }

  /** From a run's own speed. */
  static String ofPartialRun(Experiment experiment, JsonNode run) {
    double seconds = run.path("trainingSeconds").asDouble() / run.path("iteration").asLong();
    long perEpoch = run.path("iteration").asLong() / run.path("epoch").asLong();
    Optional<Long> iterations = experiment.paper().flatMap(PaperResults::iterations);
    return words(iterations.orElse(experiment.settings().epochs() * perEpoch), seconds, run);
  }

  private static String words(long iterations, double seconds, JsonNode measured) {
    return String.format(Locale.ROOT, "%,d iterations take about %s (%.3g s each; %s, %s)", iterations,
        Durations.of(iterations * seconds), seconds, machine(measured), date(measured));
  }

  /** Such as {@code 2 threads of an Intel Xeon}. */
  static String machine(JsonNode measured) {
    String device = measured.path("device").asText();
    if (device.equals("cuda")) {
      return "a graphics card, CUDA";
    }
    String processor = measured.path("machine").path("processor").asText();
    int threads = measured.path("threads").asInt();
    return threads + (threads == 1 ? " thread" : " threads") + " of "
        + (processor.isEmpty() ? measured.path("machine").path("architecture").asText() : processor);
  }

  static String date(JsonNode measured) {
    String date = measured.path("date").asText();
    return date.substring(0, Math.min(10, date.length()));
  }
}
