package org.improvedgan.humaneval.results;

import java.util.List;

/**
 * A study's rates so far.
 *
 * @param arms each arm with each checkpoint of which there is a session, by run, epoch and arm
 */
public record StudyResult(String study, List<ArmResult> arms) {
}
