package org.improvedgan.humaneval.source;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.Split;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.images.Images;
import org.jboss.logging.Logger;

/** Real images: the test splits, which no generator was trained on. Each is read once and then kept in memory. */
@ApplicationScoped
public class TestImages {
  private static final Logger LOG = Logger.getLogger(TestImages.class);

  private final Map<String, Images> splits = new ConcurrentHashMap<>();

  /**
   * {@code count} images drawn without replacement.
   *
   * @throws Refusal where the dataset is unknown, cannot be read, or holds fewer images
   */
  public RealImages draw(String dataset, int count, RandomGenerator random) {
    var images = splits.computeIfAbsent(dataset, TestImages::load);
    if (images.count() < count) {
      throw new Refusal(Reason.UNAVAILABLE, "The test split of " + dataset + " has " + images.count()
          + " images, fewer than the " + count + " of a page: set human-eval.page.images lower.");
    }
    var indices = random.ints(0, images.count()).distinct().limit(count).toArray();
    return new RealImages(Arrays.stream(indices).asLongStream().toArray(), images.select(indices));
  }

  private static Images load(String dataset) {
    try {
      return Datasets.load(dataset, Split.TEST, DataLocation.fromEnvironment()).images();
    } catch (DataException e) {
      LOG.errorf("The real images of %s: %s", dataset, e.getMessage());
      throw new Refusal(Reason.UNAVAILABLE, e.getMessage(), e);
    }
  }
}
