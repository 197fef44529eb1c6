package org.improvedgan.inference;

/**
 * The vectors of a seed's sequence, by {@link LatentSource}.
 *
 * @param kind       how z is distributed
 * @param seed       any value; all 64 bits count
 * @param firstIndex index of the first row, from 0
 * @param count      rows, from 0
 * @param truncation as {@link LatentSource#fill(LatentKind, long, long, double, float[])}; 0 for none
 * @param classes    which classes the images are of
 */
public record SeedLatents(LatentKind kind, long seed, long firstIndex, int count, double truncation, Classes classes)
    implements Latents {

  /** @throws IllegalArgumentException if the rows are no range of a sequence from 0 */
  public SeedLatents {
    if (firstIndex < 0 || count < 0 || firstIndex > Long.MAX_VALUE - count) {
      throw new IllegalArgumentException(
          "Images " + firstIndex + " and " + count + " more are no range of a sequence from 0.");
    }
  }

  @Override
  public void fill(int row, float[] z) {
    LatentSource.fill(kind, seed, firstIndex + row, truncation, z);
  }

  @Override
  public long classOf(int row) {
    return classes.of(firstIndex + row);
  }
}
