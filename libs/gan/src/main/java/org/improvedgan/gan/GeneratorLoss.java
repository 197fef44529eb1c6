package org.improvedgan.gan;

/** What the generator minimises; the formulas stand with the losses themselves. */
public enum GeneratorLoss {
  /** Mean over features of the squared difference of batch means (section 3.1; the MNIST script). */
  FEATURE_MATCHING,
  /** Log-probability of being caught, E[log(1 - D(G(z)))]: the saturating loss of the minimax game. */
  MINIMAX,
  /** Minus the log-probability of being believed, -E[log D(G(z))]: strong gradients while the discriminator wins. */
  NON_SATURATING
}
