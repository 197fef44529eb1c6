package org.improvedgan.inference;

import org.improvedgan.images.ImageShape;

/**
 * What a generator reads and gives, as its checkpoint says.
 *
 * @param latent     the distribution that it was trained with
 * @param latentSize length of one z
 * @param shape      of one image
 * @param classes    of a conditional generator; 0 for others
 */
public record GeneratorSpec(LatentKind latent, int latentSize, ImageShape shape, int classes) {
}
