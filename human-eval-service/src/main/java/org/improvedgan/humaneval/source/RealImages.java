package org.improvedgan.humaneval.source;

import org.improvedgan.images.Images;

/**
 * Distinct images of a dataset's test split.
 *
 * @param indices of each image within the split
 */
public record RealImages(long[] indices, Images images) {
}
