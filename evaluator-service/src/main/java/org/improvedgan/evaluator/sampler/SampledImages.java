package org.improvedgan.evaluator.sampler;

import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.sampler.v1.SampleResponse;

/** The images in a message of the sampler. */
public final class SampledImages {

  private SampledImages() {
  }

  /** @throws IllegalArgumentException if the bytes do not fit the shape */
  public static Images of(SampleResponse message) {
    ImageShape shape = new ImageShape(message.getHeight(), message.getWidth(), message.getChannels());
    return new Images(shape, message.getCount(), message.getPixels().toByteArray());
  }
}
