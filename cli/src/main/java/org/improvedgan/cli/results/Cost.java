package org.improvedgan.cli.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.improvedgan.cli.console.Durations;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.PaperResults;
import org.improvedgan.gan.Settings;

/** What a whole run of an experiment takes, in words. */
final class Cost {

  private static final Set<String> WORK = Set.of("networks", "batch-size", "latent-size", "generator-layers",
      "generator-normalisation", "discriminator-layers", "minibatch-kernels", "minibatch-dimension", "labelled-weight",
      "generator-loss", "generator-steps");

  private Cost() {
  }

  /**
   * From a measured iteration of this experiment, else from a partial run's, else from either of an experiment whose
   * iteration is the same work; else how to measure it.
   */
  static String ofFullRun(Experiment experiment, ResultFiles files) {
    return measured(experiment, experiment, files).or(() -> Experiments.all().stream()
        .filter(other -> work(other.settings()).equals(work(experiment.settings())))
        .flatMap(other -> measured(experiment, other, files).map(text -> text + ", as of " + other.name()).stream())
        .findFirst()).orElse("`./gan cost " + experiment.name() + "` measures what a run takes");
  }

  /** What an iteration of one experiment, as measured, makes of a whole run of another. */
  private static Optional<String> measured(Experiment experiment, Experiment other, ResultFiles files) {
    Optional<JsonNode> cost = files.costs().stream().filter(file -> file.isOf(other.name())).findFirst()
        .map(ResultFiles.Entry::json);
    if (cost.isPresent()) {
      long iterations = experiment.paper().flatMap(PaperResults::iterations)
          .orElse(cost.get().path("fullIterations").asLong());
      return Optional.of(words(iterations, cost.get().path("secondsPerIteration").asDouble(), cost.get()));
    }
    return files.runs().stream().filter(run -> run.isOf(other.name()) && run.changed().isEmpty()).findFirst()
        .map(run -> ofPartialRun(experiment, run.json()));
  }

  /** The settings that decide how much an iteration computes. */
  private static Map<String, String> work(Settings settings) {
    Map<String, String> work = settings.toMap();
    work.keySet().retainAll(WORK);
    return work;
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
