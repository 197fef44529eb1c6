package org.improvedgan.humaneval.results;

import java.util.List;

/**
 * A study's result so far.
 *
 * @param confidence of every interval
 * @param resamples of the bootstrap
 * @param seed of the bootstrap
 * @param arms those with answers, by run, epoch and arm
 */
public record StudyResult(String study, double confidence, int resamples, long seed, List<ArmResult> arms) {
}
