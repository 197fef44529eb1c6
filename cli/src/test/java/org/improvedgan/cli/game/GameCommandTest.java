package org.improvedgan.cli.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.gan.games.GradientPlay;
import org.improvedgan.gan.games.ToyGame;
import org.improvedgan.images.ImageFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GameCommandTest {

  @TempDir
  private Path folder;

  /** The paper: "gradient descent … goes into extended orbits"; with the penalty it "settles". */
  @Test
  void onlyHistoricalAveragingSettles() throws IOException {
    assertThat(run("--out", folder.toString())).isZero();
    JsonNode game = new ObjectMapper().readTree(folder.resolve("game.json").toFile());
    assertThat(game.at("/plain/steps").asInt()).isEqualTo(2_000);
    assertThat(game.at("/plain/lastSteps").asInt()).isEqualTo(1_000);
    assertThat(game.at("/plain/smallestDistanceOfLastSteps").asDouble()).isGreaterThan(0.9);
    assertThat(game.at("/historicalAveraging/steps").asInt()).isEqualTo(10_000);
    assertThat(game.at("/historicalAveraging/finalDistance").asDouble()).isLessThan(0.01);
    assertThat(ImageFiles.read(folder.resolve("game.png")).shape().channels()).isEqualTo(3);
  }

  @Test
  void theSameGameGivesTheSamePicture() throws IOException {
    run("--steps", "50", "--game", "bilinear", "--start", "1,1", "--out", folder.resolve("a").toString());
    run("--steps", "50", "--game", "bilinear", "--start", "1,1", "--out", folder.resolve("b").toString());
    assertThat(Files.readAllBytes(folder.resolve("a/game.png"))).isEqualTo(
        Files.readAllBytes(folder.resolve("b/game.png")));
  }

  @Test
  void withoutThePenaltyItIsPlainDescent() {
    Play play = Play.of(ToyGame.PAPER, 0.02, 0, new double[] {0.5, 0}, 100);
    assertThat(play.path().x()).isEqualTo(GradientPlay.plain(ToyGame.PAPER, 0.02).play(0.5, 0, 100).x());
    assertThat(play.last()).isEqualTo(100);
  }

  @Test
  void playersWhoRunAwayAreASentence() {
    assertThatThrownBy(() -> Play.of(ToyGame.PAPER, 5, 0, new double[] {3, 3}, 1000)).isInstanceOf(UserError.class)
        .hasMessageContaining("--learning-rate");
  }

  @Test
  void aStartIsTwoNumbers() {
    assertThat(run("--start", "1", "--out", folder.toString())).isEqualTo(2);
    assertThat(run("--steps", "0", "--out", folder.toString())).isEqualTo(2);
  }

  private static int run(String... args) {
    Terminal terminal = new Terminal(new PrintStream(new ByteArrayOutputStream()), false, 80, System::nanoTime);
    return new CommandLine(new GameCommand(terminal)).setCaseInsensitiveEnumValuesAllowed(true)
        .setErr(new java.io.PrintWriter(new ByteArrayOutputStream())).execute(args);
  }
}
