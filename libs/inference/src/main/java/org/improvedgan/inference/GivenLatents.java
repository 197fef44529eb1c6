package org.improvedgan.inference;

/**
 * Vectors that somebody chose.
 *
 * @param z       [count, size], row-major; not copied
 * @param size    length of one vector, at least 1
 * @param classes which classes the images are of
 */
public record GivenLatents(float[] z, int size, Classes classes) implements Latents {

  /** @throws IllegalArgumentException if the numbers are no whole vectors */
  public GivenLatents {
    if (size < 1 || z.length % size != 0) {
      throw new IllegalArgumentException(z.length + " numbers are no vectors of " + size + ".");
    }
  }

  @Override
  public int count() {
    return z.length / size;
  }

  @Override
  public void fill(int row, float[] into) {
    System.arraycopy(z, row * size, into, 0, size);
  }

  @Override
  public long classOf(int row) {
    return classes.of(row);
  }
}
