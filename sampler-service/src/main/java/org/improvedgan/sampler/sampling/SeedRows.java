package org.improvedgan.sampler.sampling;

import org.improvedgan.inference.Classes;
import org.improvedgan.inference.GeneratorSpec;
import org.improvedgan.inference.LatentSource;
import org.improvedgan.inference.Latents;
import org.improvedgan.inference.SeedLatents;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.SamplingException.Kind;

/** The rows of a request for images of a seed, whatever door it came by. */
public final class SeedRows {

  private SeedRows() {
  }

  /**
   * As {@link SeedLatents}, for a generator.
   *
   * @throws SamplingException of kind INVALID if its z cannot be narrowed so
   */
  public static Latents of(GeneratorSpec spec, long seed, long firstIndex, int count, double truncation,
      Classes classes) {
    try {
      LatentSource.require(spec.latent(), truncation);
    } catch (IllegalArgumentException e) {
      throw new SamplingException(Kind.INVALID, e.getMessage(), e);
    }
    return new SeedLatents(spec.latent(), seed, firstIndex, count, truncation, classes);
  }
}
