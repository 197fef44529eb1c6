package org.improvedgan.cli.game;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.improvedgan.gan.games.ToyGame;
import org.improvedgan.images.Images;
import org.improvedgan.images.chart.Chart;
import org.improvedgan.images.chart.Panel;

/** The picture of a game: where each way of playing went, and how far from the equilibrium it was. */
final class GamePicture {

  private static final String PLAIN = "plain gradient descent";
  private static final String AVERAGED = "historical averaging";
  private static final int WIDTH = 640;
  private static final int HEIGHT = 560;

  private GamePicture() {
  }

  static Images of(ToyGame game, Play plain, Play averaged) {
    String weight = String.format(Locale.ROOT, "%s, weight %s", AVERAGED, averaged.weight());
    Panel distance = Panel.of("Distance to the equilibrium", "step", "distance").withLogarithmicY()
        .with(new Panel.Line(PLAIN, steps(plain), plain.distances()))
        .with(new Panel.Line(AVERAGED, steps(averaged), averaged.distances()));
    return Chart.of(List.of(path(game, plain, PLAIN), path(game, averaged, weight), distance), 3, WIDTH, HEIGHT);
  }

  private static Panel path(ToyGame game, Play play, String name) {
    double[] x = play.path().x();
    double[] y = play.path().y();
    return Panel.of(capital(name), "x", "y").withEqualAspect()
        .with(new Panel.Line(String.format(Locale.ROOT, "%,d steps", play.steps()), x, y))
        .with(new Panel.Mark("start", x[0], y[0], Panel.Shape.RING))
        .with(new Panel.Mark("end", x[play.steps()], y[play.steps()], Panel.Shape.DISC))
        .with(new Panel.Mark("equilibrium", game.equilibriumX(), game.equilibriumY(), Panel.Shape.CROSS));
  }

  private static double[] steps(Play play) {
    return Arrays.stream(IntStream.rangeClosed(0, play.steps()).toArray()).asDoubleStream().toArray();
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
