package org.improvedgan.sampler.grpc;

import java.util.function.Function;
import org.improvedgan.inference.GeneratorSpec;
import org.improvedgan.inference.Latents;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.serving.Choice;
import org.improvedgan.sampler.v1.ImageFormat;

/**
 * A checked request for images, whatever call it came by.
 *
 * @param choice     whose images
 * @param firstIndex what the first image is called in the answer
 * @param format     never unspecified
 * @param latents    the rows, once the generator is known; throws {@link SamplingException} of kind INVALID where that
 *                   generator cannot do what is asked
 */
record ImageOrder(Choice choice, long firstIndex, ImageFormat format, Function<GeneratorSpec, Latents> latents) {
}
