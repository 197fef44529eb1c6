package org.improvedgan.gan;

/** Where an experiment's settings come from. */
public enum Origin {
  /** The released scripts, value by value. */
  RELEASED,
  /** A released script that could not run, with as little changed as makes it run. */
  RECONSTRUCTED,
  /** The paper's text, where no code was released: what the text leaves open is chosen here, and said in the file. */
  COMPOSED,
  /** Neither: this project's own. */
  OWN
}
