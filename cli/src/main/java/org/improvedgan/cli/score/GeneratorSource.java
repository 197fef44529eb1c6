package org.improvedgan.cli.score;

import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.OnnxGenerator;

/**
 * The endless sequence of a generator's images of one seed; closing it closes the generator.
 *
 * @param sha256 of the generator's file
 * @param kind distribution of z
 * @param threads of one run, which may change the last bits of an image
 */
public record GeneratorSource(String name, OnnxGenerator generator, String sha256, LatentKind kind, long seed,
    int threads) implements ImageSource {

  /** Images that are taken unless another number is asked for. */
  static final int USUAL = 10_000;

  @Override
  public int usual() {
    return USUAL;
  }

  @Override
  public int limit() {
    return Integer.MAX_VALUE;
  }

  @Override
  public ImageShape shape() {
    return generator.shape();
  }

  @Override
  public Images range(int from, int count) {
    return generator.generate(seed, from, count);
  }

  @Override
  public String digest(int count) {
    return Digests.sha256("generator " + sha256 + " " + kind + " seed " + seed + " images " + count + " threads "
        + threads);
  }

  @Override
  public void close() {
    generator.close();
  }
}
