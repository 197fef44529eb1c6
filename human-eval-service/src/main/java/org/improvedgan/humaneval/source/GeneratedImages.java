package org.improvedgan.humaneval.source;

import org.improvedgan.images.Images;

/**
 * Images 0 to count-1 of one seed.
 *
 * @param generatorSha256 which generator made them
 * @param images as many as were asked for
 */
public record GeneratedImages(SampledCheckpoint checkpoint, String generatorSha256, long seed, Images images) {
}
