package org.improvedgan.cli.train;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.Machine;
import org.improvedgan.cli.console.ProgressBar;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.score.Digests;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.gan.classifier.ClassifierResult;
import org.improvedgan.gan.classifier.ClassifierSettings;
import org.improvedgan.gan.classifier.ClassifierTraining;
import org.improvedgan.gan.engine.EngineOptions;
import org.improvedgan.gan.engine.Engines;
import org.improvedgan.inference.ClassifierManifest;

/** Trains the classifier that scores a data set's images: writes {@code NAME.onnx} and its manifest beside it. */
final class DigitClassifierTraining {

  private final String name;
  private final ClassifierSettings settings;
  private final EngineOptions engine;
  private final OutputFolder folder;
  private final Installation installation;
  private final Terminal terminal;

  DigitClassifierTraining(String name, ClassifierSettings settings, EngineOptions engine, OutputFolder folder,
      Installation installation, Terminal terminal) {
    this.name = name;
    this.settings = settings;
    this.engine = engine;
    this.folder = folder;
    this.installation = installation;
    this.terminal = terminal;
  }

  void run(LabelledImages train, LabelledImages test) {
    ProgressBar bar = new ProgressBar(terminal, "Training");
    ClassifierResult result = ClassifierTraining.train(Engines.open(engine), train, test, settings, progress -> {
      bar.update(progress.iteration(), progress.iterationsTotal(), "epoch "
          + Math.min(progress.epochs() + 1, progress.epochsTotal()) + "/" + progress.epochsTotal() + "  "
          + GanTraining.metrics(progress.losses()));
      return true;
    });
    bar.close();
    ClassifierManifest manifest = new ClassifierManifest(name, result.dataset(), "images", result.image(), "logits",
        result.classes(), "features", result.featureSize(), result.testAccuracy(), result.testImages(),
        Digests.sha256(result.onnx()), command());
    folder.write(name + ".onnx", result.onnx());
    folder.write(name + ".properties", manifest.format().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    folder.writeJson(OutputFolder.RESULT, summary(result, manifest));
    terminal.line(String.format(Locale.ROOT, "%s names %.2f %% of %,d test images of %s rightly.", name,
        100 * result.testAccuracy(), result.testImages(), result.dataset()));
  }

  private Map<String, Object> summary(ClassifierResult result, ClassifierManifest manifest) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("classifier", name);
    summary.put("dataset", result.dataset());
    summary.put("testAccuracy", result.testAccuracy());
    summary.put("testImages", result.testImages());
    summary.put("epochAccuracies", result.epochAccuracies());
    summary.put("sha256", manifest.sha256());
    summary.put("seconds", result.seconds());
    summary.put("command", manifest.command());
    summary.putAll(EngineRecord.of(engine));
    summary.put("gitRevision", installation.gitRevision());
    summary.put("machine", Machine.current().toMap());
    summary.put("date", Instant.now().toString());
    return summary;
  }

  private String command() {
    return "./gan train " + name + " --epochs " + settings.epochs() + " --seed " + settings.seed()
        + " --engine " + engine.engine();
  }
}
