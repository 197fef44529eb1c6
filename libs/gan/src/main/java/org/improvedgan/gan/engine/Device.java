package org.improvedgan.gan.engine;

import java.util.Locale;

/** What an engine calculates on. */
public enum Device {
  /** The processor. */
  CPU,
  /** An NVIDIA graphics card. */
  CUDA;

  /** How users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
