package org.improvedgan.cli.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.Machine;
import org.improvedgan.cli.console.Durations;
import org.improvedgan.cli.console.ProgressBar;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.score.Scoring;
import org.improvedgan.gan.DivergenceException;
import org.improvedgan.gan.EpochReport;
import org.improvedgan.gan.ProgressListener.Progress;
import org.improvedgan.gan.Snapshot;
import org.improvedgan.gan.TrainingRun;
import org.improvedgan.gan.engine.EngineOptions;
import org.improvedgan.images.ImageGrid;
import org.improvedgan.images.Images;
import org.improvedgan.images.Png;
import org.improvedgan.inference.BundledClassifiers;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.inference.OnnxGenerator;
import org.improvedgan.metrics.InceptionScore;

/** Trains a GAN to its last epoch and fills its folder after each one. */
final class GanTraining {

  private static final int GRID_IMAGES = 64;
  private static final int GRID_COLUMNS = 8;
  private static final int GRID_GAP = 2;
  private static final int GRID_SCALE = 2;
  private static final int SCORED_IMAGES = 10_000;
  private static final int SPLITS = 10;
  private static final long SEED = 0;
  private static final Set<String> SHOWN = Set.of("test.error", "test.accuracy");

  private final TrainingRun run;
  private final EngineOptions engine;
  private final String runId;
  private final OutputFolder folder;
  private final int keep;
  private final Installation installation;
  private final Terminal terminal;

  GanTraining(TrainingRun run, EngineOptions engine, String runId, OutputFolder folder, int keep,
      Installation installation, Terminal terminal) {
    this.run = run;
    this.engine = engine;
    this.runId = runId;
    this.folder = folder;
    this.keep = keep;
    this.installation = installation;
    this.terminal = terminal;
  }

  /** Trains; returns when the last epoch is done and everything is written. */
  void toTheEnd() throws JsonProcessingException {
    ProgressBar bar = new ProgressBar(terminal, "Training");
    while (!run.finished()) {
      EpochReport report = epoch(bar);
      Snapshot snapshot = run.snapshot();
      folder.log(logEntry(report));
      write(snapshot, report);
      terminal.line(String.format("Epoch %3d  %s  %s", report.epoch(), metrics(report.metrics()),
          Durations.of(report.seconds())));
    }
    bar.close();
  }

  private EpochReport epoch(ProgressBar bar) {
    try {
      return run.trainEpoch(progress -> {
        bar.update(progress.iteration(), progress.iterationsTotal(), detail(progress));
        return true;
      });
    } catch (DivergenceException e) {
      throw e.withCheckpoint(checkpointId(e.lastGoodEpoch()));
    }
  }

  private void write(Snapshot snapshot, EpochReport report) throws JsonProcessingException {
    Map<String, Object> result = result(snapshot, report);
    Map<String, byte[]> files = new LinkedHashMap<>(snapshot.parts());
    files.put("manifest.json",
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(result));
    folder.writeCheckpoint(checkpointId(snapshot.epoch()), files, keep);
    int threads = Runtime.getRuntime().availableProcessors();
    try (OnnxGenerator generator = OnnxGenerator.load(snapshot.parts().get("generator.onnx"), LatentKind.UNIFORM_0_1,
        snapshot.latentSize(), snapshot.imageShape(), threads)) {
      Images images = generator.generate(SEED, 0, GRID_IMAGES);
      folder.write("samples.png", Png.encode(ImageGrid.of(images, GRID_COLUMNS, GRID_GAP, GRID_SCALE)));
      if (run.finished() && BundledClassifiers.nameFor(snapshot.dataset()).isPresent()) {
        try (OnnxClassifier classifier = BundledClassifiers.forDataset(snapshot.dataset(), threads)) {
          InceptionScore score = Scoring.ofGenerator(generator, SEED, SCORED_IMAGES, SPLITS, classifier, terminal);
          result.put("inceptionScore", Scoring.fields(score, SCORED_IMAGES, classifier));
        }
      }
    }
    folder.writeJson(OutputFolder.RESULT, result);
  }

  private Map<String, Object> result(Snapshot snapshot, EpochReport report) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("run", runId);
    result.put("checkpoint", checkpointId(snapshot.epoch()));
    result.put("experiment", snapshot.experiment());
    result.put("dataset", snapshot.dataset());
    result.put("epoch", snapshot.epoch());
    result.put("iteration", snapshot.iteration());
    result.put("finished", run.finished());
    result.put("metrics", new TreeMap<>(snapshot.metrics()));
    result.put("epochSeconds", report.seconds());
    result.put("settings", snapshot.settings());
    result.putAll(EngineRecord.of(engine));
    result.put("gitRevision", installation.gitRevision());
    result.put("machine", Machine.current().toMap());
    result.put("date", Instant.now().toString());
    return result;
  }

  private String checkpointId(int epoch) {
    return String.format("%s-e%04d", runId, epoch);
  }

  private static Map<String, Object> logEntry(EpochReport report) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("epoch", report.epoch());
    entry.put("iteration", report.iteration());
    entry.put("seconds", report.seconds());
    entry.put("metrics", new TreeMap<>(report.metrics()));
    entry.put("at", Instant.now().toString());
    return entry;
  }

  private static String detail(Progress progress) {
    return "epoch " + Math.min(progress.epochs() + 1, progress.epochsTotal()) + "/" + progress.epochsTotal() + "  "
        + metrics(progress.losses());
  }

  /** The few that tell whether it goes well; the log has all of them. */
  static String metrics(Map<String, Double> metrics) {
    return new TreeMap<>(metrics).entrySet().stream()
        .filter(metric -> metric.getKey().endsWith(".loss") || SHOWN.contains(metric.getKey()))
        .map(metric -> String.format(Locale.ROOT, "%s %.3f", metric.getKey().replace(".loss", ""), metric.getValue()))
        .collect(Collectors.joining(", "));
  }
}
