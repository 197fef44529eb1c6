package org.improvedgan.cli.game;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.gan.games.ToyGame;
import org.improvedgan.images.Png;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gan game}: the toy game of section 3.3, where gradient descent fails and historical averaging settles. */
@Command(name = "game", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Play the toy game of section 3.3, V(x, y) = (f(x) - 1)(y - 1), once by plain gradient descent and "
        + "once with historical averaging, and draw both.")
public final class GameCommand implements Callable<Integer> {

  private static final int PLAIN_STEPS = 2_000;
  private static final int AVERAGED_STEPS = 10_000;

  private final Terminal terminal;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @Option(names = "--game", paramLabel = "GAME", defaultValue = "paper",
      description = "paper: section 3.3's, with the equilibrium (1, 1); bilinear: V = xy, with the equilibrium (0, 0) "
          + "(default: ${DEFAULT-VALUE}).")
  private ToyGame game;

  @Option(names = "--start", paramLabel = "X,Y", split = ",", arity = "1", defaultValue = "0.5,0",
      description = "Where both players begin (default: ${DEFAULT-VALUE}).")
  private double[] start;

  @Option(names = "--steps", paramLabel = "N", description = "Steps of each way of playing (default: " + PLAIN_STEPS
      + " of plain descent, " + AVERAGED_STEPS + " with historical averaging).")
  private Integer steps;

  @Option(names = "--learning-rate", paramLabel = "RATE", defaultValue = "0.02",
      description = "Size of a step (default: ${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(names = "--weight", paramLabel = "W", defaultValue = "0.25",
      description = "Weight of the historical averaging penalty (default: ${DEFAULT-VALUE}).")
  private double weight;

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "runs/game",
      description = "A folder for game.png and game.json (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  public GameCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    checkUsage();
    Play plain = Play.of(game, learningRate, 0, start, steps == null ? PLAIN_STEPS : steps);
    Play averaged = Play.of(game, learningRate, weight, start, steps == null ? AVERAGED_STEPS : steps);
    byte[] picture = Png.encode(GamePicture.of(game, plain, averaged));
    Map<String, Object> summary = summary(plain, averaged);
    try {
      Files.createDirectories(out);
      Files.write(out.resolve("game.png"), picture);
      Files.write(out.resolve("game.json"),
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(summary));
    } catch (IOException e) {
      throw new UserError("The folder " + out + " cannot be written: give --out another one.", e);
    }
    System.out.println(json ? new ObjectMapper().writeValueAsString(summary) : text(plain, averaged));
    terminal.line("The picture is " + out.resolve("game.png"));
    return 0;
  }

  private Map<String, Object> summary(Play plain, Play averaged) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("game", game.name().toLowerCase(Locale.ROOT));
    fields.put("equilibrium", List.of(game.equilibriumX(), game.equilibriumY()));
    fields.put("start", start);
    fields.put("learningRate", learningRate);
    fields.put("plain", plain.fields());
    fields.put("historicalAveraging", averaged.fields());
    return fields;
  }

  private static String text(Play plain, Play averaged) {
    return String.format(Locale.ROOT, "Plain gradient descent: never nearer than %.4f to the equilibrium in the last "
            + "%,d of %,d steps%nHistorical averaging: %.4f from the equilibrium after %,d steps",
        plain.smallestOfLast(), plain.last(), plain.steps(), averaged.finalDistance(), averaged.steps());
  }

  private void checkUsage() {
    if (start.length != 2) {
      throw usage("--start takes two numbers, such as 0.5,0.");
    }
    if (steps != null && steps < 1) {
      throw usage("--steps must be at least 1, not " + steps + ".");
    }
    if (!(learningRate > 0) || !(weight >= 0)) {
      throw usage("--learning-rate must be more than 0, and --weight 0 or more.");
    }
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
