package org.improvedgan.cli.study;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gan study export}: every judgement, or the rates, as a file. */
@Command(name = "export", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Write a study's judgements (.csv, .jsonl) or its rates (.json) to a file.")
public final class ExportCommand implements Callable<Integer> {

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "STUDY", description = "Its id.")
  private String study;

  @Option(names = "--out", paramLabel = "FILE", required = true,
      description = "FILE.csv or FILE.jsonl: one line for each judgement; FILE.json: rates and intervals.")
  private Path out;

  @Mixin
  private Connection connection;

  @Override
  public Integer call() {
    String name = out.getFileName().toString();
    String what = name.endsWith(".csv") ? "/judgements.csv" : name.endsWith(".jsonl") ? "/judgements.jsonl"
        : name.endsWith(".json") ? "" : null;
    if (what == null) {
      throw new CommandLine.ParameterException(spec.commandLine(),
          "--out must be a file that ends in .csv, .jsonl or .json, not " + out + ".");
    }
    long bytes = connection.open().download("/api/results/" + StudyApi.step(study) + what, out);
    System.out.println(out + ": " + bytes + " bytes");
    return 0;
  }
}
