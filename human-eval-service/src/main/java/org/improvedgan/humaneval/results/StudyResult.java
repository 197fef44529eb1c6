package org.improvedgan.humaneval.results;

import java.util.List;

/**
 * A study's result so far.
 *
 * @param confidence of every interval
 * @param resamples of the bootstrap
 * @param seed of the bootstrap
 * @param checkpoints those with answers, by run and epoch
 * @param together all checkpoints pooled: not the error rate of any one generator; null before the first answer
 */
public record StudyResult(String study, double confidence, int resamples, long seed,
    List<CheckpointResult> checkpoints, Rates together) {
}
