package org.improvedgan.humaneval.pool;

import java.util.UUID;

/**
 * As many generated images of one checkpoint as real ones of its dataset's test split, which all raters share.
 *
 * @param epoch of the checkpoint
 * @param height of every image, generated or real
 */
public record Pool(UUID poolId, String studyId, String checkpointId, String runId, int epoch, String dataset,
    int height, int width) {
}
