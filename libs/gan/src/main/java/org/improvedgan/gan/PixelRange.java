package org.improvedgan.gan;

/** How the bytes of an image become the numbers that networks see. */
public enum PixelRange {
  /** {@code b / 255}, from 0 to 1: the MNIST script, whose generator ends in a sigmoid. */
  UNIT(0, 255),
  /** {@code (b - 127.5) / 127.5}, from -1 to 1: the SVHN scripts, whose generator ends in tanh. */
  SYMMETRIC(127.5f, 127.5f),
  /** {@code (b - 127.5) / 128}: the CIFAR-10 scripts. */
  SYMMETRIC_128(127.5f, 128);

  private final float centre;
  private final float scale;

  PixelRange(float centre, float scale) {
    this.centre = centre;
    this.scale = scale;
  }

  /** What a byte from 0 to 255 becomes. */
  public float ofByte(int level) {
    return (level - centre) / scale;
  }

  /** The byte, before rounding, that becomes 0. */
  public float centre() {
    return centre;
  }

  /** Difference of two bytes whose numbers differ by 1. */
  public float scale() {
    return scale;
  }
}
