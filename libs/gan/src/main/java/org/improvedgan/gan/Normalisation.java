package org.improvedgan.gan;

/** How the generator's hidden layers are normalised. */
public enum Normalisation {
  /** By the statistics of the batch itself, as in the released MNIST, CIFAR-10 and SVHN scripts. */
  BATCH,
  /** By those of a fixed reference batch and of the example itself (section 3.5). */
  VIRTUAL_BATCH
}
