package org.improvedgan.humaneval.results;

import java.util.List;

/**
 * Everything that is known of a study's outcome so far.
 *
 * @param state of the study, in small letters
 * @param ratersWanted finished sessions, all arms together; 0: no limit
 * @param confidence of every interval
 * @param resamples of every bootstrap, and assignments drawn for the p-values of correlations
 * @param seed of both
 * @param arms each arm with each checkpoint of which there is a session, by run, epoch and arm
 * @param comparisons of every arm with every other one
 * @param sessions what became of the sessions of each arm
 * @param correlations with scores of the checkpoints
 */
public record StudyReport(String study, String title, String state, int ratersWanted, double confidence, int resamples,
    long seed, List<ArmResult> arms, List<Comparison> comparisons, List<ArmSessions> sessions,
    List<ScoreCorrelation> correlations) {
}
