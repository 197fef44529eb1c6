package org.improvedgan.humaneval.results;

import java.util.List;
import java.util.UUID;

/**
 * The images that people were wrong about most often, among the sessions that are kept. In the order of the lower end
 * of Wilson's interval: five wrong answers of five tell less than eighteen of twenty.
 *
 * @param least only images with so many judgements appear
 * @param judged images with a judgement that counts
 * @param enough images with at least {@code least}
 * @param fooling generated images that were taken for real
 * @param doubted real images that were taken for generated
 */
public record ImageReport(int least, int judged, int enough, List<Image> fooling, List<Image> doubted) {

  /**
   * One image.
   *
   * @param image its address
   * @param topPercent 0, or the image is among so many percent of the best of a sample
   * @param sourceIndex the sampler's index under {@code seed}, or the index in the data set's test split
   * @param seed null for a real image
   * @param wrong of its judgements
   */
  public record Image(UUID stimulus, String image, String checkpoint, int epoch, double topPercent, long sourceIndex,
      String seed, Proportion wrong) {
  }
}
