package org.improvedgan.humaneval.study;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * One condition of a study. Raters are spread over the arms, those with the fewest raters first; arms that differ in one
 * thing alone show what that thing does.
 *
 * @param name within its study: small letters, digits and hyphens, at most 40
 * @param feedback whether raters learn the truth after each page (the paper found that it makes them better, section 6.2)
 * @param exposureMillis how long images are to be seen; 0: as long as one likes
 * @param checkpoint an id, {@code latest}, or {@code best} by Inception score, as the sampler understands them
 * @param run narrows {@code latest} and {@code best} to one run; null: all runs
 * @param top null: images as they come
 */
public record Arm(String name, boolean feedback, int exposureMillis, String checkpoint, String run, Top top) {

  /** What a field that is left out means. */
  public static final Arm DEFAULT = new Arm("feedback", true, 0, "latest", null, null);

  /**
   * Only the images that contribute most to the Inception score (the paper's section 6.2: the best 1 %).
   *
   * @param percent of all, more than 0 and at most 100
   * @param of images drawn to choose from, for instance 50000
   */
  public record Top(double percent, int of) {

    /** How many images are chosen: rounded down, at least one. */
    public int images() {
      // 29 % of 100 is a little less than 29 in binary, which must not cost an image.
      return (int) Math.max(1, Math.floor(percent / 100 * of + 1e-9));
    }
  }

  /** Whether the checkpoint is chosen anew for each session: new ones may come while the study runs. */
  @JsonIgnore
  public boolean follows() {
    return checkpoint.equals("latest") || checkpoint.equals("best");
  }
}
