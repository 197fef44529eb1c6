package org.improvedgan.gan.games;

import org.improvedgan.gan.optimisation.HistoricalAverage;

/**
 * Two players who follow their gradients at the same time (section 3.3):
 * {@code x -= rate · (∂V/∂x + 2 λ (x - mean x))}, {@code y -= rate · (-∂V/∂y + 2 λ (y - mean y))}, the means being
 * those of all positions up to the present one. With the weight λ = 0 it is plain gradient descent.
 *
 * @param game what they play
 * @param learningRate rate
 * @param history the penalty of each player
 */
public record GradientPlay(ToyGame game, double learningRate, HistoricalAverage history) {
  /**
   * Where the players are after 0, 1, … steps, and the means up to there, each of {@code steps + 1} values.
   */
  public record Trajectory(double[] x, double[] y, double[] meanX, double[] meanY) {}

  /** Plain gradient descent. */
  public static GradientPlay plain(ToyGame game, double learningRate) {
    return new GradientPlay(game, learningRate, new HistoricalAverage(0));
  }

  /** Plays that many steps from a start. */
  public Trajectory play(double startX, double startY, int steps) {
    var path = new Trajectory(
        new double[steps + 1], new double[steps + 1], new double[steps + 1], new double[steps + 1]);
    double[] position = {startX, startY};
    double[] mean = new double[2];
    double[] gradient = new double[2];
    for (int step = 0; step <= steps; step++) {
      gradient[0] = game.byX(position[0], position[1]);
      gradient[1] = -game.byY(position[0], position[1]);
      history.add(mean, position, gradient, step + 1);
      path.x[step] = position[0];
      path.y[step] = position[1];
      path.meanX[step] = mean[0];
      path.meanY[step] = mean[1];
      position[0] -= learningRate * gradient[0];
      position[1] -= learningRate * gradient[1];
    }
    return path;
  }
}
