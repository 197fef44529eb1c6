package org.improvedgan.benchmarks.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.improvedgan.benchmarks.BenchmarkException;

/** The folder of the benchmarks, and our side's programs: commands of benchmarks/run in processes of their own. */
public final class Home {
  private Home() {}

  /** A command of benchmarks/run, without building first. */
  public static Program run(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(file("run").toString()));
    command.addAll(arguments);
    return new Program(command, Map.of("GAN_BUILD", "never"));
  }

  /** A file of the whole project, which must be there. */
  public static Path projectFile(String... names) {
    return existing(folder().resolveSibling(Path.of("", names)));
  }

  /** A file of the benchmarks' folder, which must be there. */
  public static Path file(String... names) {
    return existing(folder().resolve(Path.of("", names)));
  }

  private static Path folder() {
    return Path.of(System.getProperty("benchmarks.home", "benchmarks")).toAbsolutePath();
  }

  private static Path existing(Path file) {
    if (!Files.exists(file)) {
      throw new BenchmarkException(file + " is missing; start the benchmark with benchmarks/run.");
    }
    return file;
  }
}
