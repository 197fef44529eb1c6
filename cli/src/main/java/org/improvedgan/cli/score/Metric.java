package org.improvedgan.cli.score;

import java.util.Locale;

/** What can be computed of a set, or of two. */
enum Metric {
  /** Inception score of the set alone. */
  IS,
  /** Fréchet Inception distance. */
  FID,
  /** Kernel Inception distance. */
  KID,
  /** Precision and recall. */
  PR,
  /** Density and coverage. */
  DC;

  /** Whether all features of both sets must be in memory at once. */
  boolean needsFeatures() {
    return this == KID || this == PR || this == DC;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
