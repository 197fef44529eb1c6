package org.improvedgan.inference;

/** What a generator reads for the images of one request: a latent vector and, for a conditional one, a class a row. */
public interface Latents {

  /** How many rows, from 0. */
  int count();

  /**
   * Fills {@code z}, as long as the generator's latent vectors, with a row. May be called by several threads at once.
   *
   * @param row 0 to {@link #count} - 1
   */
  void fill(int row, float[] z);

  /** The class of a row; a generator without classes does not ask. */
  default long classOf(int row) {
    return 0;
  }

  /** The rows {@code from} to {@code from + count - 1} of these. */
  default Latents range(int from, int count) {
    if (from < 0 || count < 0 || from > count() - count) {
      throw new IndexOutOfBoundsException("Rows " + from + " and " + count + " more are not among " + count() + ".");
    }
    Latents all = this;
    return new Latents() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public void fill(int row, float[] z) {
        all.fill(from + row, z);
      }

      @Override
      public long classOf(int row) {
        return all.classOf(from + row);
      }
    };
  }
}
