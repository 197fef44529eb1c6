package org.improvedgan.humaneval.pool;

import java.util.UUID;

/** Generated images of one checkpoint and as many real ones, from which sessions take theirs. */
public record Pool(UUID poolId, String studyId, String checkpointId, String runId, int epoch, String dataset, int height,
    int width) {
}
