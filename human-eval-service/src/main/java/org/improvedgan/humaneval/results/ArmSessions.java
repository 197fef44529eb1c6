package org.improvedgan.humaneval.results;

import java.util.Map;

/**
 * What became of the sessions of one arm.
 *
 * @param feedback whether its raters learn the truth after each page
 * @param exposureMillis how long its images can be seen; 0: as long as one likes
 * @param topPercent only the best of so many by their part in the Inception score; 0: images as they come
 * @param states sessions by state, each state named
 * @param kept finished sessions that broke no rule
 * @param excluded finished sessions by the rule that they broke; one that broke two counts for both
 * @param secondsPerImage median over the answered main pages, from one submission to the next, divided by the images
 *     of the page; null before the first
 */
public record ArmSessions(String arm, boolean feedback, int exposureMillis, double topPercent,
    Map<String, Integer> states, int kept, Map<String, Integer> excluded, Double secondsPerImage) {
}
