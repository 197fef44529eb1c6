package org.improvedgan.gan.layers;

import java.util.Optional;

/** The activations by the names that vectors have for them. */
public final class Activations {
  private Activations() {}

  /** Nothing for the identity. */
  public static Optional<Layer> named(String name, double leakySlope) {
    return switch (name) {
      case "identity" -> Optional.empty();
      case "relu" -> Optional.of(Activation.RELU);
      case "lrelu" -> Optional.of(leaky(leakySlope));
      case "softplus" -> Optional.of(Activation.SOFTPLUS);
      case "sigmoid" -> Optional.of(Activation.SIGMOID);
      case "tanh" -> Optional.of(Activation.TANH);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Layer leaky(double slope) {
    if (slope == 0.2) {
      return Activation.LEAKY_RELU;
    }
    if (slope == 0.1) {
      return Activation.LEAKY_RELU_JUNE_2016;
    }
    throw new IllegalArgumentException("No network has a leaky slope of " + slope + ".");
  }
}
