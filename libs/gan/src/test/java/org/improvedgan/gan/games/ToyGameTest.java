package org.improvedgan.gan.games;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.improvedgan.gan.optimisation.HistoricalAverage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ToyGameTest {
  private static final double STEP = 1e-6;

  /** Central differences, of a function of at most the third power: their error is of the order of STEP². */
  @ParameterizedTest
  @EnumSource
  void derivativesAreThoseOfTheValue(ToyGame game) {
    for (double x : new double[] {-1.5, -0.3, 0.4, 1, 2.5}) {
      for (double y : new double[] {-2, 0.2, 1, 3}) {
        assertThat(game.byX(x, y)).isCloseTo(
            (game.value(x + STEP, y) - game.value(x - STEP, y)) / (2 * STEP), within(1e-8));
        assertThat(game.byY(x, y)).isCloseTo(
            (game.value(x, y + STEP) - game.value(x, y - STEP)) / (2 * STEP), within(1e-8));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void nobodyMovesAtTheEquilibrium(ToyGame game) {
    double x = game.equilibriumX();
    double y = game.equilibriumY();
    assertThat(game.byX(x, y)).isZero();
    assertThat(game.byY(x, y)).isZero();
    assertThat(game.value(x, y)).isZero();
    assertThat(game.distance(x, y)).isZero();
  }

  /** Along the direction in which both players move, (-∂V/∂x, ∂V/∂y), the energy does not change. */
  @ParameterizedTest
  @EnumSource
  void energyIsConstantAlongTheFlow(ToyGame game) {
    for (double x : new double[] {0.4, 1.3}) {
      for (double y : new double[] {-2, 3}) {
        double dx = -game.byX(x, y) * STEP;
        double dy = game.byY(x, y) * STEP;
        assertThat((game.energy(x + dx, y + dy) - game.energy(x - dx, y - dy)) / (2 * STEP)).isCloseTo(0, within(1e-7));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void onlyHistoricalAveragingSettles(ToyGame game) {
    double start = game.distance(1.5, 0.5);
    var plain = GradientPlay.plain(game, 0.02).play(1.5, 0.5, 5000);
    var averaged = new GradientPlay(game, 0.02, new HistoricalAverage(0.25))
        .play(1.5, 0.5, 5000);
    assertThat(game.distance(plain.x()[5000], plain.y()[5000])).isGreaterThan(start);
    assertThat(game.distance(averaged.x()[5000], averaged.y()[5000])).isLessThan(start / 10);
  }
}
