package org.improvedgan.gan.games;

/** A game of value V(x, y) that the player of x minimises and the player of y maximises (section 3.3). */
public enum ToyGame {
  /**
   * The paper's: {@code V = (f(x) - 1)(y - 1)} with f(x) = x for x < 0, else x². Its only equilibrium is (1, 1), where
   * gradient descent goes round in orbits.
   */
  PAPER(1, 1) {
    @Override
    public double value(double x, double y) {
      return (f(x) - 1) * (y - 1);
    }

    @Override
    public double byX(double x, double y) {
      return (x < 0 ? 1 : 2 * x) * (y - 1);
    }

    @Override
    public double byY(double x, double y) {
      return f(x) - 1;
    }

    private double f(double x) {
      return x < 0 ? x : x * x;
    }

    /** {@code (y - 1)² / 2 + x² / 4 - log(x) / 2}. */
    @Override
    public double energy(double x, double y) {
      return (y - 1) * (y - 1) / 2 + x * x / 4 - Math.log(x) / 2;
    }
  },

  /** The simplest of the kind, {@code V = x·y} (section 3); equilibrium (0, 0). */
  BILINEAR(0, 0) {
    @Override
    public double value(double x, double y) {
      return x * y;
    }

    @Override
    public double byX(double x, double y) {
      return y;
    }

    @Override
    public double byY(double x, double y) {
      return x;
    }

    /** {@code (x² + y²) / 2}. */
    @Override
    public double energy(double x, double y) {
      return (x * x + y * y) / 2;
    }
  };

  private final double equilibriumX;
  private final double equilibriumY;

  ToyGame(double equilibriumX, double equilibriumY) {
    this.equilibriumX = equilibriumX;
    this.equilibriumY = equilibriumY;
  }

  public abstract double value(double x, double y);

  /** ∂V/∂x; at the paper's kink, x = 0, that from the right. */
  public abstract double byX(double x, double y);

  /** ∂V/∂y. */
  public abstract double byY(double x, double y);

  /** What gradient descent with infinitely small steps keeps constant: its orbits' size; x > 0 in the paper's game. */
  public abstract double energy(double x, double y);

  public double equilibriumX() {
    return equilibriumX;
  }

  public double equilibriumY() {
    return equilibriumY;
  }

  /** Euclidean distance to the equilibrium. */
  public double distance(double x, double y) {
    return Math.hypot(x - equilibriumX, y - equilibriumY);
  }
}
