package org.improvedgan.cli;

import java.util.List;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.cost.CostCommand;
import org.improvedgan.cli.doctor.DoctorCommand;
import org.improvedgan.cli.ensemble.EnsembleCommand;
import org.improvedgan.cli.experiments.ExperimentsCommand;
import org.improvedgan.cli.game.GameCommand;
import org.improvedgan.cli.inception.InceptionCommand;
import org.improvedgan.cli.publish.PublishCommand;
import org.improvedgan.cli.request.RequestCommand;
import org.improvedgan.cli.results.ResultsCommand;
import org.improvedgan.cli.sample.SampleCommand;
import org.improvedgan.cli.score.ScoreCommand;
import org.improvedgan.cli.select.SelectCommand;
import org.improvedgan.cli.study.StudyCommand;
import org.improvedgan.cli.topics.TopicsCommand;
import org.improvedgan.cli.train.TrainCommand;
import org.improvedgan.cli.up.UpCommand;
import org.improvedgan.datasets.DataException;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.images.ImageException;
import org.improvedgan.inference.ModelException;
import org.improvedgan.kafka.local.LocalKafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code gan} command: one class for each of its commands, in a package of the command's name. */
@Command(name = "gan", mixinStandardHelpOptions = true, version = "improved-gan 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    description = "Trains the GANs of \"Improved Techniques for Training GANs\", samples them and scores them.",
    subcommands = {UpCommand.class, ExperimentsCommand.class, TrainCommand.class, EnsembleCommand.class,
        CostCommand.class, ResultsCommand.class, GameCommand.class, SampleCommand.class, PublishCommand.class,
        ScoreCommand.class, SelectCommand.class, InceptionCommand.class, StudyCommand.class, RequestCommand.class,
        TopicsCommand.class, DoctorCommand.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed; the last line on standard error says what to do", "2:wrong usage",
        "130, 143:stopped by Ctrl-C or by SIGTERM"})
public final class Main implements Runnable {

  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;
  /** Errors whose message is one sentence for people. */
  private static final List<Class<? extends Exception>> SPOKEN = List.of(UserError.class, TrainingException.class,
      DataException.class, ImageException.class, ModelException.class, LocalKafkaException.class);

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @Option(names = "--verbose", scope = CommandLine.ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean verbose;

  public static void main(String[] args) {
    System.exit(commandLine(Terminal.standardError()).execute(args));
  }

  /** The whole command line, as tests run it too. */
  static CommandLine commandLine(Terminal terminal) {
    Main main = new Main();
    CommandLine line = new CommandLine(main, new Commands(terminal, Installation.current()));
    line.setExecutionExceptionHandler((failure, command, parsed) -> main.report(failure, terminal, command));
    line.setParameterExceptionHandler((failure, args) -> {
      CommandLine command = failure.getCommandLine();
      terminal.line("gan: " + sentence(failure.getMessage()) + " See: "
          + command.getCommandSpec().qualifiedName() + " --help");
      return WRONG_USAGE;
    });
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "A command is missing.");
  }

  private int report(Exception failure, Terminal terminal, CommandLine command) {
    if (failure instanceof Stopped stopped) {
      terminal.clearLive();
      terminal.line(stopped.getMessage());
      return stopped.exitCode();
    }
    boolean spoken = SPOKEN.stream().anyMatch(type -> type.isInstance(failure));
    String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    terminal.clearLive();
    terminal.line("gan: " + (spoken ? sentence(message)
        : "Unexpected: " + failure.getClass().getSimpleName() + ": " + sentence(message)
            + (verbose ? "" : " Run it again with --verbose to see where, and report it.")));
    if (verbose) {
      failure.printStackTrace(command.getErr());
    }
    return FAILED;
  }

  private static String sentence(String message) {
    String text = message.strip().replaceFirst("^Error: ", "");
    return text.endsWith(".") || text.endsWith("!") || text.endsWith("?") ? text : text + ".";
  }
}
