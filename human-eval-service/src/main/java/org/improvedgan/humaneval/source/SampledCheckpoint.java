package org.improvedgan.humaneval.source;

/**
 * The checkpoint of one page.
 *
 * @param checkpointId stable and unique
 * @param dataset what it was trained on, hence where the real images come from
 */
public record SampledCheckpoint(String checkpointId, String runId, int epoch, String dataset) {
}
