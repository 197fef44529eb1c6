package org.improvedgan.cli.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.up.SystemFile;
import org.improvedgan.images.ImageGrid;
import org.improvedgan.images.Images;
import org.improvedgan.images.Png;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gan sample}: a grid of images from a sampler. */
@Command(name = "sample", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Write a grid of a checkpoint's images, as the sampler gives them. The same checkpoint, seed and "
        + "layout give the same file. The last line on standard output names the checkpoint.")
public final class SampleCommand implements Callable<Integer> {

  private static final int MOST_IMAGES = 10_000;
  private static final int MOST_SCALE = 32;
  private static final long MOST_PIXELS = 50_000_000;
  private static final int GAP = 2;
  private static final String DEFAULT_TARGET = "localhost:9000";

  private final Installation installation;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @Option(names = "--checkpoint", paramLabel = "ID", defaultValue = "latest",
      description = "Which checkpoint (default: ${DEFAULT-VALUE}, the newest that serves).")
  private String checkpoint;

  @Option(names = "--count", paramLabel = "N", defaultValue = "64",
      description = "How many images, 1 to 10000 (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "0",
      description = "Which sequence of images (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--columns", paramLabel = "N", description = "Images in a row (default: a square).")
  private Integer columns;

  @Option(names = "--scale", paramLabel = "N", defaultValue = "2",
      description = "Each pixel becomes a square of this side, 1 to 32 (default: ${DEFAULT-VALUE}).")
  private int scale;

  @Option(names = "--out", paramLabel = "FILE.png", required = true, description = "The picture to write.")
  private Path out;

  @Option(names = "--target", paramLabel = "HOST:PORT",
      description = "The sampler's gRPC address (default: that of the running `gan up`, else " + DEFAULT_TARGET + ").")
  private String target;

  @Mixin
  private final AccessOptions access = new AccessOptions();

  public SampleCommand(Installation installation) {
    this.installation = installation;
  }

  @Override
  public Integer call() throws IOException {
    checkUsage();
    Path folder = out.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new UserError("There is no folder " + folder + " to write " + out.getFileName()
          + " into: create it first.");
    }
    try (SamplerClient client = new SamplerClient(target(), access)) {
      SamplerClient.Sampled sampled = client.sample(checkpoint, count, seed);
      Images grid = grid(sampled.images());
      Files.write(out, Png.encode(grid));
      System.out.println(out + ": " + count + " images of seed " + seed + ", checkpoint " + sampled.checkpointId()
          + ", generator SHA-256 " + sampled.generatorSha256());
    }
    return 0;
  }

  private Images grid(Images images) {
    int across = columns == null ? (int) Math.ceil(Math.sqrt(count)) : columns;
    long pixels = (long) count * images.shape().height() * images.shape().width() * scale * scale;
    if (pixels > MOST_PIXELS) {
      throw usage("A picture of " + pixels + " pixels is too large: ask for fewer images or a smaller --scale.");
    }
    return ImageGrid.of(images, across, GAP, scale);
  }

  private String target() {
    if (target != null) {
      return target;
    }
    return SystemFile.read(installation.defaultState()).filter(SystemFile::alive)
        .map(system -> system.urls().get("samplerGrpc")).orElse(DEFAULT_TARGET);
  }

  private void checkUsage() {
    if (count < 1 || count > MOST_IMAGES) {
      throw usage("--count must be from 1 to " + MOST_IMAGES + ", not " + count + ".");
    }
    if (columns != null && (columns < 1 || columns > MOST_IMAGES)) {
      throw usage("--columns must be from 1 to " + MOST_IMAGES + ", not " + columns + ".");
    }
    if (scale < 1 || scale > MOST_SCALE) {
      throw usage("--scale must be from 1 to " + MOST_SCALE + ", not " + scale + ".");
    }
    if (!out.getFileName().toString().endsWith(".png")) {
      throw usage("--out must be a file that ends in .png, not " + out + ".");
    }
    if (target != null && !target.matches("[^/\\s]+:[0-9]{1,5}")) {
      throw usage("--target must be HOST:PORT, such as " + DEFAULT_TARGET + ", not " + target + ".");
    }
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
