package org.improvedgan.gan.losses;

/**
 * The discriminator that minimises the expected loss when real examples have the target α and generated ones β (section
 * 3.4): {@code D(x) = (α p_data(x) + β p_model(x)) / (p_data(x) + p_model(x))}. With β > 0 it is not zero where there
 * are no data, so the model's errors there are not corrected; hence smoothing on one side only, β = 0.
 */
public record OptimalDiscriminator(double alpha, double beta) {
  public OptimalDiscriminator {
    if (!(alpha >= 0 && alpha <= 1 && beta >= 0 && beta <= 1)) {
      throw new IllegalArgumentException(
          "The targets are probabilities from 0 to 1, not " + alpha + " and " + beta + ".");
    }
  }

  /**
   * D at a point.
   *
   * @throws IllegalArgumentException where neither data nor model ever are, since any D is optimal there
   */
  public double at(double data, double model) {
    if (!(data >= 0 && model >= 0 && data + model > 0)) {
      throw new IllegalArgumentException("The densities must not be negative, and not both be zero: "
          + data + " and " + model + ".");
    }
    return (alpha * data + beta * model) / (data + model);
  }

  /**
   * The loss that it has, in nats, {@code Σ_x -[(α p + β q) log D + ((1 - α) p + (1 - β) q) log(1 - D)]} with 0 log 0 =
   * 0, over finitely many points; points where neither density is positive add nothing.
   *
   * @param data p(x) of each point
   * @param model q(x) of each point
   */
  public double expectedLoss(double[] data, double[] model) {
    if (data.length != model.length) {
      throw new IllegalArgumentException("There must be as many densities of the data as of the model, not "
          + data.length + " and " + model.length + ".");
    }
    double loss = 0;
    for (int i = 0; i < data.length; i++) {
      if (data[i] + model[i] > 0) {
        loss += (data[i] + model[i]) * LabelSmoothingLoss.entropy(at(data[i], model[i]));
      }
    }
    return loss;
  }
}
