package org.improvedgan.gan.optimisation;

/**
 * Historical averaging (section 3.3): each player's cost has the term {@code λ ‖θ[t] - (1/t) Σ_{i=1..t} θ[i]‖²}. The
 * mean includes the present value, as printed, and history is a constant of the optimisation, so the gradient is
 * {@code 2 λ (θ[t] - mean[t])}. The mean is kept online: {@code mean[t] = mean[t-1] + (θ[t] - mean[t-1]) / t}.
 *
 * @param weight λ; the paper's term has none, that is 1
 */
public record HistoricalAverage(double weight) {
  /**
   * Takes the parameters of step t into the mean, and adds the penalty's gradient by them.
   *
   * @param mean of the steps before, then with this one; as long as the gradient
   * @param t from 1
   */
  public void add(float[] mean, float[] parameters, float[] gradient, long t, int from, int to) {
    float share = (float) (1.0 / t);
    float factor = (float) (2 * weight);
    for (int i = from; i < to; i++) {
      mean[i] += share * (parameters[i] - mean[i]);
      gradient[i] += factor * (parameters[i] - mean[i]);
    }
  }

  /**
   * The same in double precision.
   *
   * @return the penalty, {@code λ ‖θ[t] - mean[t]‖²}
   */
  public double add(double[] mean, double[] parameters, double[] gradient, long t) {
    double penalty = 0;
    for (int i = 0; i < mean.length; i++) {
      mean[i] += (parameters[i] - mean[i]) / t;
      double distance = parameters[i] - mean[i];
      gradient[i] += 2 * weight * distance;
      penalty += weight * distance * distance;
    }
    return penalty;
  }
}
