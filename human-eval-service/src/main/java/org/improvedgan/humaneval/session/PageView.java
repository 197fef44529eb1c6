package org.improvedgan.humaneval.session;

import java.util.List;
import org.improvedgan.humaneval.page.PageResult;

/**
 * A page as its rater sees it.
 *
 * @param token names it when its answers are sent
 * @param number from 1
 * @param kind practice, qualification, main or attention
 * @param instruction what an attention check asks for; null on every other page
 * @param images their addresses; none on an attention check
 * @param width of each image in its own pixels
 * @param exposureMillis how long the images are to be seen; 0: as long as one likes
 * @param exposed whether that time was used already: the images are not given out again
 * @param feedback whether the truth will be told
 * @param expiresAt until when it can be answered
 * @param result null until the answers are locked, and for ever without feedback
 */
public record PageView(String token, int number, String kind, String instruction, List<String> images, int columns,
    int width, int height, int exposureMillis, boolean exposed, boolean feedback, String expiresAt, PageResult result) {
}
