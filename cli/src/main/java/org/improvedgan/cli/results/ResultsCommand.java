package org.improvedgan.cli.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.improvedgan.cli.UserError;
import org.improvedgan.gan.Experiments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gan results}: the page of all results, from the files that trainings left. */
@Command(name = "results", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Write the page that compares the paper's figures with what was measured, from every result.json of "
        + "`gan train` and `gan ensemble` and every cost.json of `gan cost`.")
public final class ResultsCommand implements Callable<Integer> {

  @Option(names = "--from", paramLabel = "DIR", defaultValue = "docs/results",
      description = "Folder that has them, at any depth (default: ${DEFAULT-VALUE}).")
  private Path from;

  @Option(names = "--out", paramLabel = "FILE", defaultValue = "docs/results.md",
      description = "The page (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Override
  public Integer call() {
    Path folder = out.toAbsolutePath().normalize().getParent();
    String page = ResultsPage.of(Experiments.all(), ResultFiles.read(from), folder);
    try {
      Files.createDirectories(folder);
      Files.writeString(out, page);
    } catch (IOException e) {
      throw new UserError("The file " + out + " cannot be written: give --out another one.", e);
    }
    System.out.println(out);
    return 0;
  }
}
