package org.improvedgan.cli.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.improvedgan.cli.console.Durations;
import org.improvedgan.cli.results.ResultFiles.Entry;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.PaperResults;
import org.improvedgan.gan.PaperResults.Measure;

/** The page {@code docs/results.md}: the paper's figures, and what was measured of them. */
final class ResultsPage {

  private static final String NONE = "–";

  private final ResultFiles files;
  private final Path folder;
  private final StringBuilder page = new StringBuilder();

  private ResultsPage(ResultFiles files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /**
   * Writes the page.
   *
   * @param experiments those with figures of the paper appear, in this order
   * @param folder where the page is to lie, for its links
   */
  static String of(List<Experiment> experiments, ResultFiles files, Path folder) {
    ResultsPage page = new ResultsPage(files, folder.toAbsolutePath().normalize());
    page.line("# Results");
    page.line("");
    page.line("Written by `./gan results` from the files in `docs/results`; what is changed here by hand is lost. A "
        + "run of fewer epochs than its experiment's is not the paper's experiment, and its row says so. \"As "
        + "trained\" are the last parameters, \"averaged\" their exponential average from zero, \"debiased\" that "
        + "average divided by the weight of what it has seen (what `classifier.onnx` holds).");
    experiments.stream().filter(experiment -> experiment.paper().isPresent()).forEach(page::section);
    return page.page.toString();
  }

  private void section(Experiment experiment) {
    PaperResults paper = experiment.paper().orElseThrow();
    line("");
    line("## " + experiment.name());
    line("");
    line(experiment.summary() + " Paper: " + paper.table() + ", " + unit(paper.measure()) + ". Settings: "
        + switch (experiment.origin()) {
          case RELEASED -> "the released script's.";
          case RECONSTRUCTED -> "the released script's, which could not run, with as little changed as makes it run.";
          case COMPOSED -> "composed from the paper's text; no code of it was released.";
          case OWN -> "this project's own.";
        });
    line("");
    boolean classifies = experiment.settings().classifies();
    line(classifies
        ? "| Labels | Paper | Paper, ten models | As trained | Averaged | Debiased | Ensemble | Seed | Epochs |"
        : "| Labels | Paper | Ours | Seed | Epochs |");
    line("|" + "---|".repeat(classifies ? 9 : 5));
    List<String> notes = new ArrayList<>();
    for (int labels : labels(experiment, paper)) {
      rows(experiment, paper, labels, notes);
    }
    if (!notes.isEmpty()) {
      line("");
      notes.forEach(note -> line("- " + note));
    }
  }

  /** Those of the paper, and of what was run besides. */
  private TreeSet<Integer> labels(Experiment experiment, PaperResults paper) {
    TreeSet<Integer> labels = new TreeSet<>(paper.byLabels().keySet());
    if (labels.isEmpty()) {
      labels.add(experiment.settings().labels());
    }
    files.runs().stream().filter(run -> run.isOf(experiment.name())).forEach(run -> labels.add(run.labels()));
    files.ensembles().stream().filter(run -> run.isOf(experiment.name())).forEach(run -> labels.add(run.labels()));
    return labels;
  }

  private void rows(Experiment experiment, PaperResults paper, int labels, List<String> notes) {
    boolean classifies = experiment.settings().classifies();
    String begin = "| " + (labels == 0 ? "all" : String.format(Locale.ROOT, "%,d", labels)) + " | "
        + PaperFigures.figure(paper, labels).orElse(NONE) + " | "
        + (classifies ? paper.ensembleByLabels().getOrDefault(labels, NONE) + " | " : "");
    List<Entry> runs = of(files.runs(), experiment, labels);
    List<Entry> ensembles = of(files.ensembles(), experiment, labels);
    for (Entry run : runs) {
      JsonNode json = run.json();
      String ours = classifies ? error(json, "test.error", paper) + " | " + error(json, "test.error.average", paper)
          + " | " + error(json, "test.error.average.debiased", paper) + " | " + NONE : ours(run, paper);
      line(begin + ours + " | " + seed(json) + " | " + epochs(experiment, run)
          + " |");
      notes.add(note(experiment, run));
    }
    for (Entry ensemble : ensembles) {
      JsonNode json = ensemble.json();
      int images = json.path("testImages").asInt();
      double mean = PaperFigures.inUnitOf(paper.measure(), json.path("meanTestErrors").asDouble() / images, images);
      double deviation =
          PaperFigures.inUnitOf(paper.measure(), json.path("standardDeviation").asDouble() / images, images);
      double together =
          PaperFigures.inUnitOf(paper.measure(), json.path("ensembleTestErrors").asDouble() / images, images);
      line(begin + NONE + " | " + NONE + " | " + number(paper, mean, 1) + " ± " + number(paper, deviation, 1) + " | "
          + number(paper, together, 0) + " | " + seeds(json) + " | " + epochs(experiment, ensemble) + " |");
      notes.add(note(experiment, ensemble));
    }
    if (runs.isEmpty() && ensembles.isEmpty()) {
      line(begin + "not run: " + Cost.ofFullRun(experiment, files) + " |" + (classifies ? " | | | | |" : " | |"));
    }
  }

  private static List<Entry> of(List<Entry> all, Experiment experiment, int labels) {
    return all.stream().filter(run -> run.isOf(experiment.name()) && run.labels() == labels).toList();
  }

  private String ours(Entry run, PaperResults paper) {
    JsonNode score = run.json().path("inceptionScore");
    if (paper.measure() == Measure.INCEPTION_SCORE && score.has("mean")) {
      return String.format(Locale.ROOT, "%.2f ± %.2f", score.path("mean").asDouble(), score.path("std").asDouble());
    }
    return run.beside("samples.png").map(file -> "[samples](" + link(file) + ")").orElse(NONE);
  }

  private static String error(JsonNode json, String metric, PaperResults paper) {
    JsonNode error = json.path("metrics").path(metric);
    return error.isNumber() ? number(paper, PaperFigures.inUnitOf(paper.measure(), error.asDouble(),
        json.path("testImages").asInt()), 0) : NONE;
  }

  private static String number(PaperResults paper, double value, int decimalsOfErrors) {
    return paper.measure() == Measure.TEST_ERRORS ? String.format(Locale.ROOT, "%,." + decimalsOfErrors + "f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  /** The seed and, where it is not the experiment's, that of the labelled images. */
  private static String seed(JsonNode json) {
    String labelled = json.path("overrides").path("seed-data").asText();
    return json.path("settings").path("seed").asText() + (labelled.isEmpty() ? "" : ", of the labels " + labelled);
  }

  private static String seeds(JsonNode json) {
    return StreamSupport.stream(json.path("seeds").spliterator(), false).map(seed -> seed.path("seed").asText())
        .collect(Collectors.joining(", "));
  }

  private static String epochs(Experiment experiment, Entry run) {
    int done = run.json().path("epoch").asInt();
    int all = experiment.settings().epochs();
    String epochs = done < all ? String.format(Locale.ROOT, "**only %,d** of %,d", done, all)
        : String.format(Locale.ROOT, "%,d", done);
    return run.changed().isEmpty() ? epochs : epochs + ", **other settings:** " + String.join(", ", run.changed());
  }

  private String note(Experiment experiment, Entry run) {
    JsonNode json = run.json();
    List<String> parts = new ArrayList<>();
    parts.add("`" + json.path("command").asText() + "`");
    parts.add(Cost.machine(json));
    parts.add(Cost.date(json));
    parts.add("revision " + revisions(json));
    String note = String.join(", ", parts);
    if (json.has("trainingSeconds")) {
      note += ", " + Durations.of(json.path("trainingSeconds").asDouble());
    }
    for (String name : List.of("log.jsonl", "curves.png", "samples.png")) {
      note += run.beside(name).map(file -> ", [" + name + "](" + link(file) + ")").orElse("");
    }
    boolean partial = json.path("epoch").asInt() < experiment.settings().epochs();
    if (!partial) {
      return note;
    }
    return note + ". Not the whole run: "
        + (json.has("iteration") ? Cost.ofPartialRun(experiment, json) : Cost.ofFullRun(experiment, files)) + ".";
  }

  private static String revisions(JsonNode json) {
    JsonNode all = json.path("revisions");
    String text = StreamSupport.stream(all.spliterator(), false).map(revision -> shortened(revision.asText()))
        .collect(Collectors.joining(", "));
    return text.isEmpty() ? shortened(json.path("gitRevision").asText()) : text;
  }

  private static String shortened(String revision) {
    return revision.replaceFirst("^([0-9a-f]{10})[0-9a-f]*", "$1");
  }

  private String link(Path file) {
    return folder.relativize(file.toAbsolutePath().normalize()).toString();
  }

  private static String unit(Measure measure) {
    return switch (measure) {
      case TEST_ERRORS -> "wrong ones of 10,000 test images";
      case TEST_ERROR_PERCENT -> "wrong test images in per cent";
      case INCEPTION_SCORE -> "Inception score of 50,000 samples";
      case SAMPLES -> "samples";
    };
  }

  private void line(String text) {
    page.append(text).append("\n");
  }
}
