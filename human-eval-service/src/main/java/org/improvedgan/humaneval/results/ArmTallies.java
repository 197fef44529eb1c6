package org.improvedgan.humaneval.results;

import java.time.Instant;

/**
 * The answers of one arm about one checkpoint.
 *
 * @param kept of sessions that were finished and broke no rule
 * @param all of everybody who did not withdraw
 * @param excludedRaters raters with a session that broke a rule
 * @param changedAt when a session last began, answered or ended
 */
record ArmTallies(String arm, String checkpoint, String run, int epoch, String dataset, Tallies kept, Tallies all,
    int excludedRaters, Instant changedAt) {
}
