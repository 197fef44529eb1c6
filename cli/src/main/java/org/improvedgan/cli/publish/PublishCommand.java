package org.improvedgan.cli.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.improvedgan.checkpoints.Sha256;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.kafka.KafkaOptions;
import org.improvedgan.inference.Device;
import org.improvedgan.inference.GeneratorImport;
import org.improvedgan.inference.GeneratorImport.Imported;
import org.improvedgan.inference.GeneratorSpec;
import org.improvedgan.inference.GeneratorTrial;
import org.improvedgan.inference.OnnxGenerator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gan publish}: makes anybody's ONNX generator a checkpoint that is sampled, scored and judged as ours are. */
@Command(name = "publish", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Check any ONNX generator as the sampler will, and publish it as a checkpoint of a run. Its input is "
        + "z, float32 [N, size] or [N, size, 1, 1], its output images, float32 or uint8, NHWC or NCHW; what the file "
        + "shows need not be said. The last line on standard output names the checkpoint. docs/publishing.md has a "
        + "recipe for PyTorch.")
public final class PublishCommand implements Callable<Integer> {

  private static final long TRIAL_MEMORY = 4L << 30;
  private static final Duration TRIAL_TIME = Duration.ofSeconds(60);

  private final Terminal terminal;
  private final Installation installation;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @Parameters(index = "0", paramLabel = "GENERATOR.onnx", description = "The model, in one file.")
  private Path file;

  @Option(names = "--run", paramLabel = "NAME", required = true,
      description = "The run that it is a checkpoint of: letters, digits, dots, hyphens and underscores.")
  private String run;

  @Option(names = "--epoch", paramLabel = "N",
      description = "Its number within the run, from 1 (default: one more than the last).")
  private Integer epoch;

  @Mixin
  private ModelOptions model;

  @Option(names = "--dataset", paramLabel = "NAME", defaultValue = "", description = "What it was trained on, such as "
      + "cifar10: it is scored by that data set's classifier and compared with its images.")
  private String dataset;

  @Option(names = "--metric", paramLabel = "NAME=VALUE",
      description = "A metric to publish with it; may be given more than once.")
  private Map<String, Double> metrics = new TreeMap<>();

  @Mixin
  private KafkaOptions kafka;

  @Option(names = "--keep", paramLabel = "N", defaultValue = "10",
      description = "How many checkpoints of the run stay (default: ${DEFAULT-VALUE}).")
  private int keep;

  @Option(names = "--dry-run", description = "Only check it.")
  private boolean dryRun;

  public PublishCommand(Terminal terminal, Installation installation) {
    this.terminal = terminal;
    this.installation = installation;
  }

  @Override
  public Integer call() {
    checkUsage();
    Imported imported = GeneratorImport.of(read(), model.toImport());
    GeneratorSpec generator = new GeneratorSpec(model.kind(), imported.latentSize(), imported.shape(), model.classes());
    tell(imported, generator);
    prove(imported.onnx(), generator);
    if (dryRun) {
      System.out.println(file + " can be published as a checkpoint of the run " + run + ".");
      return 0;
    }
    String id = new Publication(kafka.settings(installation), run, Optional.ofNullable(epoch), keep, dataset, metrics)
        .publish(imported.onnx(), generator);
    System.out.println("Published checkpoint " + id + "; look at it with: ./gan sample --checkpoint " + id
        + " --out samples.png");
    return 0;
  }

  private byte[] read() {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UserError("The file " + file + " cannot be read: give the path of an ONNX file.", e);
    } catch (OutOfMemoryError e) {
      throw new UserError("The file " + file + " is too large for this program's memory: give it more, as with "
          + "JAVA_OPTS=-Xmx4g.", e);
    }
  }

  private void tell(Imported imported, GeneratorSpec generator) {
    terminal.line("z is \"" + imported.input() + "\", " + generator.latentSize() + " numbers, " + generator.latent()
        + imported.classInput().map(name -> "; the class is \"" + name + "\", " + generator.classes() + " of them")
            .orElse(""));
    terminal.line("images are \"" + imported.output() + "\", " + generator.shape() + " (height, width, channels), "
        + imported.layout().name().toLowerCase(Locale.ROOT) + ", values from " + imported.range() + " (black, white)");
    if (imported.outside() > 0) {
      terminal.line(String.format(Locale.ROOT, "Warning: %d of %d values lie outside of %s (from %.4g to %.4g) and are "
          + "clipped; is this the right --range?", imported.outside(), imported.made(), imported.range(),
          imported.least(), imported.most()));
    } else if (imported.most() - imported.least() < (imported.range().high() - imported.range().low()) / 100) {
      terminal.line(String.format(Locale.ROOT, "Warning: all values lie between %.4g and %.4g, which is one colour in "
          + "a range of %s; is this the right --range?", imported.least(), imported.most(), imported.range()));
    }
  }

  /** As the sampler does it: a trial in another process, then loading with the proof that batch mates do not matter. */
  private void prove(byte[] onnx, GeneratorSpec generator) {
    try (GeneratorTrial trial = new GeneratorTrial(GeneratorTrial.Mode.PROCESS, TRIAL_MEMORY, TRIAL_TIME,
        terminal::line)) {
      trial.require(onnx, Sha256.of(onnx), generator);
    }
    try (OnnxGenerator loaded = OnnxGenerator.load(onnx, generator, Device.CPU, 1)) {
      if (loaded.batch() == 1) {
        terminal.line("Warning: an image depends on the others of its batch, as with batch statistics, so the sampler "
            + "will make one at a time, which is slower: export the model in evaluation mode (PyTorch: model.eval()).");
      }
    }
  }

  private void checkUsage() {
    if (!run.matches("[A-Za-z0-9._-]{1,100}")) {
      throw usage("--run must be 1 to 100 letters, digits, dots, hyphens or underscores, not \"" + run + "\".");
    }
    if (epoch != null && epoch < 1) {
      throw usage("--epoch must be 1 or more, not " + epoch + ".");
    }
    if (keep < 1) {
      throw usage("--keep must be 1 or more, not " + keep + ".");
    }
    model.mistake().ifPresent(mistake -> {
      throw usage(mistake);
    });
    metrics.forEach((name, value) -> {
      if (name.isBlank() || !Double.isFinite(value)) {
        throw usage("--metric must be NAME=VALUE with a finite number, not " + name + "=" + value + ".");
      }
    });
    kafka.check();
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
