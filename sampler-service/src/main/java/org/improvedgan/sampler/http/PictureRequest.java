package org.improvedgan.sampler.http;

import java.util.function.Function;
import org.improvedgan.images.ImageShape;
import org.improvedgan.inference.GeneratorSpec;
import org.improvedgan.inference.Latents;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.serving.Choice;

/**
 * A checked request for a picture of several images.
 *
 * @param choice whose images
 * @param variant what tells the picture from all others of the same generator; part of an ETag
 * @param count images
 * @param columns images in a row
 * @param scale side of the square that a pixel becomes
 * @param latents the rows, once the generator is known; throws {@link SamplingException} of kind INVALID where that
 *     generator cannot do what is asked
 */
record PictureRequest(Choice choice, String variant, int count, int columns, int scale,
    Function<GeneratorSpec, Latents> latents) {

  static final int MAX_COUNT = 1024;
  static final int MAX_SCALE = 16;
  private static final long MAX_PIXELS = 16_000_000;

  /** @throws SamplingException of kind INVALID if the picture would be too large */
  void checkSize(ImageShape shape) {
    long pixels = (long) count * shape.height() * shape.width() * scale * scale;
    Query.check(pixels <= MAX_PIXELS,
        "The picture would have more than " + MAX_PIXELS + " pixels; ask for fewer images or a smaller scale.");
  }
}
