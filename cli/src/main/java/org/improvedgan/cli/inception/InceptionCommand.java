package org.improvedgan.cli.inception;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Durations;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.inference.ClassifierManifest;
import org.improvedgan.inference.InceptionModel;
import org.improvedgan.inference.OnnxClassifier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gan inception}: makes the classifier of the Inception score of the frozen TensorFlow graph. */
@Command(name = "inception", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Translate a frozen TensorFlow classifier, such as the Inception of 2015-12-05 "
        + "(classify_image_graph_def.pb), into an ONNX model that reads uint8 images of any size, with its manifest "
        + "NAME.properties beside NAME.onnx.")
public final class InceptionCommand implements Callable<Integer> {

  /** Smaller than any real image, and enough to see that the model runs. */
  private static final ImageShape TRIAL = new ImageShape(8, 8, 3);

  private final Terminal terminal;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @Parameters(index = "0", paramLabel = "GRAPH.pb", description = "A frozen graph: a binary GraphDef.")
  private Path graph;

  @Parameters(index = "1", paramLabel = "OUT.onnx", description = "Where the model goes.")
  private Path onnx;

  @Option(names = "--bias", description = "Let the logits include the bias of the last layer. The original Inception "
      + "score leaves it out, and so does this command by default.")
  private boolean bias;

  public InceptionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (!onnx.toString().endsWith(".onnx")) {
      throw new CommandLine.ParameterException(spec.commandLine(), "OUT.onnx must end in .onnx.");
    }
    Path folder = onnx.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new UserError("The folder " + folder + " does not exist: make it, or name another place for the model.");
    }
    long start = System.nanoTime();
    terminal.live("Translating " + graph);
    ClassifierManifest manifest = InceptionModel.convert(graph, onnx, bias, "unknown", "./gan inception "
        + graph.getFileName() + " " + onnx.getFileName() + (bias ? " --bias" : ""));
    terminal.live("Trying " + onnx);
    try (OnnxClassifier classifier = OnnxClassifier.load(manifest, Files.readAllBytes(onnx), 1)) {
      classifier.run(new Images(TRIAL, 1, new byte[TRIAL.size()]));
    }
    terminal.clearLive();
    System.out.printf(Locale.ROOT, "%s: %.1f MB, uint8 images [N, H, W, 3] of any size to %d features and %d logits "
            + "%s bias, described in %s (%s)%n", onnx, Files.size(onnx) / 1e6,
        manifest.features().orElseThrow().width(), manifest.classes(), bias ? "with" : "without",
        InceptionModel.manifestOf(onnx).getFileName(), Durations.of((System.nanoTime() - start) / 1e9));
    return 0;
  }
}
