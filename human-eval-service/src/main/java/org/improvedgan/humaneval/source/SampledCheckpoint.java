package org.improvedgan.humaneval.source;

import org.improvedgan.images.ImageShape;

/**
 * A checkpoint that can be sampled.
 *
 * @param checkpointId stable and unique
 * @param dataset what it was trained on, hence where the real images come from
 * @param generatorSha256 which generator makes its images
 * @param shape of every image
 */
public record SampledCheckpoint(String checkpointId, String runId, int epoch, String dataset, String generatorSha256,
    ImageShape shape) {
}
