package org.improvedgan.inference;

/** The distribution of a generator's input {@code z}. */
public enum LatentKind {
  /** Uniform on [0, 1): the paper's MNIST, CIFAR-10 and SVHN generators. */
  UNIFORM_0_1,
  /** Uniform on [-1, 1): the paper's ImageNet generator. */
  UNIFORM_MINUS_1_1,
  /** Standard normal. */
  NORMAL
}
