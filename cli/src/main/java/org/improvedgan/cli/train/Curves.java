package org.improvedgan.cli.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.improvedgan.cli.results.PaperFigures;
import org.improvedgan.gan.PaperResults;
import org.improvedgan.gan.PaperResults.Measure;
import org.improvedgan.gan.Settings;
import org.improvedgan.images.Images;
import org.improvedgan.images.chart.Chart;
import org.improvedgan.images.chart.Panel;

/** A run's losses and test errors by epoch as a picture. */
final class Curves {

  private static final Map<String, String> LOSSES = names("discriminator.loss", "discriminator", "generator.loss",
      "generator");
  private static final Map<String, String> ERRORS = names("test.error", "as trained", "test.error.average",
      "averaged", "test.error.average.debiased", "averaged, debiased");
  private static final int WIDTH = 720;
  private static final int HEIGHT = 480;

  private Curves() {
  }

  /**
   * Draws a log.
   *
   * @param log an entry for each epoch
   * @param run name and settings of the run, for the titles and the paper's figure
   * @param testImages how many the errors are of
   */
  static Images of(List<JsonNode> log, RunRecord run, int testImages) {
    List<Panel> panels = new ArrayList<>();
    panels.add(lines(Panel.of(run.experiment() + ": losses", "epoch", "mean loss of the epoch"), log, LOSSES, v -> v));
    if (log.stream().anyMatch(entry -> entry.path("metrics").has("test.error"))) {
      panels.add(errors(log, run, testImages));
    }
    return Chart.of(panels, panels.size(), WIDTH, HEIGHT);
  }

  private static Panel errors(List<JsonNode> log, RunRecord run, int testImages) {
    int labels = Settings.of(run.settings()).labels();
    // The paper's figure says nothing about other images than its own.
    Optional<PaperResults> paper =
        run.overrides().containsKey("dataset") ? Optional.empty() : PaperFigures.of(run.experiment());
    Measure measure = paper.map(PaperResults::measure).filter(Measure.TEST_ERRORS::equals)
        .orElse(Measure.TEST_ERROR_PERCENT);
    String unit = measure == Measure.TEST_ERRORS ? String.format(java.util.Locale.ROOT, "errors of %,d", testImages)
        : "error in %";
    String title = "Test error" + (labels == 0 ? "" : String.format(java.util.Locale.ROOT, ", %,d labels", labels));
    Panel panel = lines(Panel.of(title, "epoch", unit).withLogarithmicY(), log, ERRORS,
        fraction -> PaperFigures.inUnitOf(measure, fraction, testImages));
    Optional<String> figure = paper.filter(p -> p.measure() == measure).flatMap(p -> PaperFigures.figure(p, labels));
    return figure.isPresent() && PaperFigures.number(figure.get()).isPresent()
        ? panel.with(new Panel.Level("paper " + figure.get(), PaperFigures.number(figure.get()).getAsDouble())) : panel;
  }

  private static Panel lines(Panel panel, List<JsonNode> log, Map<String, String> names, DoubleUnaryOperator unit) {
    Panel drawn = panel;
    double[] epochs = log.stream().mapToDouble(entry -> entry.path("epoch").asDouble()).toArray();
    for (Map.Entry<String, String> name : names.entrySet()) {
      double[] values = log.stream().map(entry -> entry.path("metrics").path(name.getKey()))
          .mapToDouble(value -> value.isNumber() ? unit.applyAsDouble(value.asDouble()) : Double.NaN).toArray();
      if (java.util.Arrays.stream(values).anyMatch(Double::isFinite)) {
        drawn = drawn.with(new Panel.Line(name.getValue(), epochs, values));
      }
    }
    return drawn;
  }

  private static Map<String, String> names(String... keysAndNames) {
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < keysAndNames.length; i += 2) {
      names.put(keysAndNames[i], keysAndNames[i + 1]);
    }
    return names;
  }
}
