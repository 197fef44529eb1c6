package org.improvedgan.cli.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.Machine;
import org.improvedgan.cli.console.Durations;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.score.Scoring;
import org.improvedgan.gan.DivergenceException;
import org.improvedgan.gan.EpochReport;
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
  private final OutputFolder folder;
  private final FolderOptions options;
  private final int testImages;
  private final Installation installation;
  private final Terminal terminal;
  private final TrainingProgress progress;
  private RunRecord record;
  private long savedAt;

  GanTraining(TrainingRun run, RunRecord record, EngineOptions engine, OutputFolder folder, FolderOptions options,
      int testImages, Installation installation, Terminal terminal) {
    this.run = run;
    this.record = record;
    this.engine = engine;
    this.folder = folder;
    this.options = options;
    this.testImages = testImages;
    this.installation = installation;
    this.terminal = terminal;
    this.progress = new TrainingProgress(terminal);
  }

  /** Trains; returns when the last epoch is done and all is written, or when its state is saved, if it is to stop. */
  void toTheEnd(StopSignal stop) throws JsonProcessingException {
    if (run.finished() && !folder.result().path("finished").asBoolean()) {
      // It was stopped after its last checkpoint, and before the result was written.
      List<JsonNode> log = folder.log();
      write(run.snapshot(), log.isEmpty() ? 0 : log.get(log.size() - 1).path("seconds").asDouble());
    }
    while (!run.finished() && !stop.wanted()) {
      double before = record.secondsBefore(run.iteration());
      EpochReport report = epoch(stop, before);
      if (!report.complete()) {
        save(before + report.seconds());
        break;
      }
      double seconds = before + report.seconds();
      Snapshot snapshot = run.snapshot();
      folder.log(logEntry(report, seconds));
      folder.write("curves.png", Png.encode(Curves.of(folder.log(), record, testImages)));
      write(snapshot, seconds);
      folder.deleteSavedState();
      progress.epochDone(report);
      terminal.line(String.format("Epoch %3d  %s  %s", report.epoch(), metrics(report.metrics()),
          Durations.of(seconds)));
    }
    progress.close();
  }

  private EpochReport epoch(StopSignal stop, double secondsBefore) {
    long started = System.nanoTime();
    savedAt = started;
    progress.epochBegins(run.iteration());
    try {
      return run.trainEpoch(now -> {
        progress.show(now);
        if (System.nanoTime() - savedAt > options.saveEvery().toNanos()) {
          save(secondsBefore + (System.nanoTime() - started) / 1e9);
          savedAt = System.nanoTime();
        }
        return !stop.wanted();
      });
    } catch (DivergenceException e) {
      throw e.withCheckpoint(checkpointId(e.lastGoodEpoch()));
    }
  }

  private void save(double epochSeconds) {
    folder.write(OutputFolder.STATE, run.state());
    record = record.paused(run.iteration(), epochSeconds);
    folder.write(record);
  }

  private void write(Snapshot snapshot, double seconds) throws JsonProcessingException {
    Map<String, Object> result = result(snapshot, seconds);
    Map<String, byte[]> files = new LinkedHashMap<>(snapshot.parts());
    files.put("manifest.json",
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(result));
    folder.writeCheckpoint(checkpointId(snapshot.epoch()), files, options.keep());
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

  private Map<String, Object> result(Snapshot snapshot, double seconds) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("run", record.run());
    result.put("checkpoint", checkpointId(snapshot.epoch()));
    result.put("experiment", snapshot.experiment());
    result.put("dataset", snapshot.dataset());
    result.put("epoch", snapshot.epoch());
    result.put("iteration", snapshot.iteration());
    result.put("finished", run.finished());
    result.put("metrics", new TreeMap<>(snapshot.metrics()));
    result.put("testImages", testImages);
    result.put("epochSeconds", seconds);
    result.put("trainingSeconds", folder.log().stream().mapToDouble(entry -> entry.path("seconds").asDouble()).sum());
    result.put("parameters", run.parameters());
    result.put("command", record.command());
    result.put("overrides", record.overrides());
    result.put("settings", snapshot.settings());
    result.putAll(EngineRecord.of(engine));
    result.put("gitRevision", installation.gitRevision());
    result.put("revisions", record.revisions());
    result.put("machine", Machine.current().toMap());
    result.put("date", Instant.now().toString());
    return result;
  }

  private String checkpointId(int epoch) {
    return String.format("%s-e%04d", record.run(), epoch);
  }

  private static Map<String, Object> logEntry(EpochReport report, double seconds) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("epoch", report.epoch());
    entry.put("iteration", report.iteration());
    entry.put("seconds", seconds);
    entry.put("metrics", new TreeMap<>(report.metrics()));
    entry.put("at", Instant.now().toString());
    return entry;
  }

  /** The few that tell whether it goes well; the log has all of them. */
  static String metrics(Map<String, Double> metrics) {
    return new TreeMap<>(metrics).entrySet().stream()
        .filter(metric -> metric.getKey().endsWith(".loss") || SHOWN.contains(metric.getKey()))
        .map(metric -> String.format(Locale.ROOT, "%s %.3f", metric.getKey().replace(".loss", ""), metric.getValue()))
        .collect(Collectors.joining(", "));
  }
}
