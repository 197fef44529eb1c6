package org.improvedgan.benchmarks;

import java.util.List;
import org.improvedgan.benchmarks.evaluator.ClassifyCommand;
import org.improvedgan.benchmarks.evaluator.EvaluatorCommand;
import org.improvedgan.benchmarks.evaluator.TwinCommand;
import org.improvedgan.benchmarks.humaneval.HumanEvalCommand;
import org.improvedgan.benchmarks.load.LoadCommand;
import org.improvedgan.benchmarks.memory.MemoryCommand;
import org.improvedgan.benchmarks.sampler.GeneratorCommand;
import org.improvedgan.benchmarks.sampler.SamplerCommand;
import org.improvedgan.benchmarks.soak.SoakCommand;
import org.improvedgan.benchmarks.training.StepCommand;
import org.improvedgan.benchmarks.training.TrainingCommand;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.inference.ModelException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code benchmarks/run} command: one class for each measurement, in a package of its name. */
@Command(name = "benchmarks/run", mixinStandardHelpOptions = true, version = "improved-gan 0.1.0",
    synopsisSubcommandLabel = "BENCHMARK",
    description = "Measures this project side by side with its peers. The last line of output is one JSON object.",
    subcommands = {TrainingCommand.class, StepCommand.class, MemoryCommand.class, EvaluatorCommand.class,
        ClassifyCommand.class, TwinCommand.class, SamplerCommand.class, GeneratorCommand.class,
        HumanEvalCommand.class, LoadCommand.class, SoakCommand.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed, or the bound of a benchmark was broken", "2:wrong usage",
        "3:a bound of sampler cannot be judged, because its peer is missing"})
public final class Main implements Runnable {
  /** Errors whose message is one sentence for people. */
  private static final List<Class<? extends Exception>> SPOKEN =
      List.of(BenchmarkException.class, TrainingException.class, ModelException.class);

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          if (SPOKEN.stream().noneMatch(type -> type.isInstance(failure))) {
            throw failure;
          }
          command.getErr().println("benchmarks/run: " + failure.getMessage());
          return 1;
        });
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Name a benchmark.");
  }
}
