package org.improvedgan.metrics;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.improvedgan.metrics.PairwiseTiles.Term;

/**
 * How two sets of features lie among each other: the ball around each point reaches to its k-th nearest neighbour in
 * its own set, the point itself not counted, and for each point it is known in how many of the other set's balls it
 * lies. {@link PrecisionRecall} and {@link DensityCoverage} read their numbers off this, so that both cost one pass.
 *
 * <p>Exact Euclidean distances in double precision, a tile of pairs at a time. The work is shared by all processors of
 * the common pool; the result does not depend on how many there are.
 */
public final class Neighbourhoods {

  /** Whether a ball contains its surface, which matters where points coincide or lie on a grid. */
  public enum Balls { OPEN, CLOSED }

  private final int k;
  private final double[] squaredRadiiOfReal;
  private final double[] squaredRadiiOfFake;
  private final Membership fakes;
  private final Membership reals;

  /** For each point, how many of the other set's balls contain it, and its least squared distance to that set. */
  private record Membership(int[] openBalls, int[] closedBalls, double[] nearest) {
    Membership(int points) {
      this(new int[points], new int[points], new double[points]);
      Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    }

    void see(int point, double distance, double radius) {
      openBalls[point] += distance < radius ? 1 : 0;
      closedBalls[point] += distance <= radius ? 1 : 0;
      nearest[point] = Math.min(nearest[point], distance);
    }

    /** Sums and minima: the order in which parts are taken in does not matter. */
    synchronized void take(Membership part, int from) {
      for (var i = 0; i < part.nearest.length; i++) {
        openBalls[from + i] += part.openBalls[i];
        closedBalls[from + i] += part.closedBalls[i];
        nearest[from + i] = Math.min(nearest[from + i], part.nearest[i]);
      }
    }

    int[] balls(Balls balls) {
      return balls == Balls.OPEN ? openBalls : closedBalls;
    }
  }

  private Neighbourhoods(Features real, Features fake, int k) {
    this.k = k;
    squaredRadiiOfReal = squaredRadii(real, k);
    squaredRadiiOfFake = squaredRadii(fake, k);
    reals = new Membership(real.rows());
    fakes = new Membership(fake.rows());
    forEachBlock(fake.rows(), from -> compareBlock(real, fake, from));
  }

  /**
   * Compares two sets.
   *
   * @param k which neighbour gives a ball its radius; at least 1 and less than the size of either set
   * @throws IllegalArgumentException where a set is too small or the widths differ
   */
  public static Neighbourhoods of(Features real, Features fake, int k) {
    Features.requireComparable(real, fake);
    var smaller = Math.min(real.rows(), fake.rows());
    if (k < 1 || k >= smaller) {
      throw new IllegalArgumentException("Balls that reach to the k-th nearest neighbour need a k of at least 1 and more"
          + " than k images in each set; k is " + k + ", and the smaller set has " + smaller + ".");
    }
    return new Neighbourhoods(real, fake, k);
  }

  /** Radius of each real point's ball. */
  public double[] radiiOfReal() {
    return Arrays.stream(squaredRadiiOfReal).map(Math::sqrt).toArray();
  }

  /** Radius of each fake point's ball. */
  public double[] radiiOfFake() {
    return Arrays.stream(squaredRadiiOfFake).map(Math::sqrt).toArray();
  }

  int k() {
    return k;
  }

  /** For each fake point the number of real balls that contain it. */
  int[] realBallsAroundFake(Balls balls) {
    return fakes.balls(balls);
  }

  /** For each real point the number of fake balls that contain it. */
  int[] fakeBallsAroundReal(Balls balls) {
    return reals.balls(balls);
  }

  /** How many real points have a fake one within their open ball. */
  int coveredReals() {
    return (int) IntStream.range(0, reals.nearest.length)
        .filter(i -> reals.nearest[i] < squaredRadiiOfReal[i]).count();
  }

  private void compareBlock(Features real, Features fake, int from) {
    var rows = Math.min(PairwiseTiles.ROWS, fake.rows() - from);
    var seenFakes = new Membership(rows);
    var seenReals = new Membership(real.rows());
    for (var j = 0; j < real.rows(); j += PairwiseTiles.COLUMNS) {
      var columns = Math.min(PairwiseTiles.COLUMNS, real.rows() - j);
      var distances = PairwiseTiles.tile(Term.SQUARED_DIFFERENCE, fake, from, rows, real, j, columns);
      for (var r = 0; r < rows; r++) {
        for (var c = 0; c < columns; c++) {
          seenFakes.see(r, distances[r][c], squaredRadiiOfReal[j + c]);
          seenReals.see(j + c, distances[r][c], squaredRadiiOfFake[from + r]);
        }
      }
    }
    fakes.take(seenFakes, from);
    reals.take(seenReals, 0);
  }

  private static double[] squaredRadii(Features points, int k) {
    var radii = new double[points.rows()];
    forEachBlock(points.rows(), from -> {
      var rows = Math.min(PairwiseTiles.ROWS, points.rows() - from);
      var smallest = new double[rows][k];
      for (var row : smallest) {
        Arrays.fill(row, Double.POSITIVE_INFINITY);
      }
      for (var j = 0; j < points.rows(); j += PairwiseTiles.COLUMNS) {
        var columns = Math.min(PairwiseTiles.COLUMNS, points.rows() - j);
        var distances = PairwiseTiles.tile(Term.SQUARED_DIFFERENCE, points, from, rows, points, j, columns);
        for (var r = 0; r < rows; r++) {
          for (var c = 0; c < columns; c++) {
            if (from + r != j + c) {
              keepSmallest(smallest[r], distances[r][c]);
            }
          }
        }
      }
      for (var r = 0; r < rows; r++) {
        radii[from + r] = smallest[r][k - 1];
      }
    });
    return radii;
  }

  /** Puts a value in its place among the smallest so far, which are in ascending order, if it belongs there. */
  private static void keepSmallest(double[] ascending, double value) {
    var i = ascending.length - 1;
    if (value >= ascending[i]) {
      return;
    }
    for (; i > 0 && ascending[i - 1] > value; i--) {
      ascending[i] = ascending[i - 1];
    }
    ascending[i] = value;
  }

  private static void forEachBlock(int rows, IntConsumer work) {
    var blocks = (rows + PairwiseTiles.ROWS - 1) / PairwiseTiles.ROWS;
    IntStream.range(0, blocks).parallel().forEach(block -> work.accept(block * PairwiseTiles.ROWS));
  }
}
