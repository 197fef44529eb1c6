package org.improvedgan.sampler.inference;

import static org.improvedgan.sampler.inference.Sentences.check;
import static org.improvedgan.sampler.inference.Sentences.invalid;

import java.util.OptionalInt;
import org.improvedgan.inference.Classes;
import org.improvedgan.inference.GeneratorSpec;
import org.improvedgan.inference.GivenLatents;
import org.improvedgan.inference.Latents;
import org.improvedgan.sampler.sampling.SeedRows;

/** Where the images of a request come from; sound in itself, but not yet held against a model. */
sealed interface ImageSource {

  /** How many images. */
  int count();

  /**
   * What the model reads for them.
   *
   * @throws org.improvedgan.sampler.SamplingException of kind INVALID if this is nothing for that model
   */
  Latents latents(GeneratorSpec model, Classes classes);

  /** Latent vectors, [count, size]. */
  record Vectors(float[] z, int size) implements ImageSource {

    @Override
    public int count() {
      return z.length / size;
    }

    @Override
    public Latents latents(GeneratorSpec model, Classes classes) {
      check(size == model.latentSize(), "Input \"z\" must have the shape [n, " + model.latentSize() + "], not ["
          + count() + ", " + size + "].");
      return new GivenLatents(z, size, classes);
    }
  }

  /** Images of a seed's sequence. */
  record Seed(long seed, long firstIndex, int count, double truncation) implements ImageSource {

    @Override
    public Latents latents(GeneratorSpec model, Classes classes) {
      return SeedRows.of(model, seed, firstIndex, count, truncation, classes);
    }
  }

  /** The classes of a model without a choice of the client's, or the one that the client wants. */
  static Classes classes(GeneratorSpec model, OptionalInt label) {
    try {
      return new Classes(model.classes(), label);
    } catch (IllegalArgumentException e) {
      throw invalid("class_label: " + e.getMessage());
    }
  }

  /** Rows of which each has a class of its own. */
  record Labelled(Latents rows, long[] labels) implements Latents {

    @Override
    public int count() {
      return rows.count();
    }

    @Override
    public void fill(int row, float[] z) {
      rows.fill(row, z);
    }

    @Override
    public long classOf(int row) {
      return labels[row];
    }
  }
}
