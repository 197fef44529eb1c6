package org.improvedgan.gan;

/** What the generator minimises; the formulas stand with the losses themselves. */
public enum GeneratorLoss {
  /** Mean over features of the squared difference of batch means (section 3.1; the MNIST script). */
  FEATURE_MATCHING,
  /** Mean over features of the absolute difference of batch means (the CIFAR-10 and SVHN scripts). */
  FEATURE_MATCHING_L1,
  /** Sum over features of the squared difference of batch means (section 3.1, as printed). */
  FEATURE_MATCHING_L2,
  /** Log-probability of being caught, E[log(1 - D(G(z)))]: the saturating loss of the minimax game. */
  MINIMAX,
  /** Minus the log-probability of being believed, -E[log D(G(z))]: strong gradients while the discriminator wins. */
  NON_SATURATING,
  /**
   * Cross-entropy of the verdict on generated images with what an optimal discriminator would give if the generator had
   * won: half of the smoothed target of real images (the ImageNet code).
   */
  SMOOTHED_TARGET;

  /** Whether the loss compares features instead of looking at the discriminator's verdict. */
  public boolean matchesFeatures() {
    return this == FEATURE_MATCHING || this == FEATURE_MATCHING_L1 || this == FEATURE_MATCHING_L2;
  }
}
