package org.improvedgan.gan;

/** Which networks a run trains. */
public enum NetworkFamily {
  /** The MNIST experiments' dense layers. */
  FULLY_CONNECTED
}
