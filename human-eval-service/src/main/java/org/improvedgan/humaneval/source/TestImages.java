package org.improvedgan.humaneval.source;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.Split;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.images.Images;
import org.jboss.logging.Logger;

/**
 * Real images: the test splits, which no generator was trained on. They are needed where pools are made or grow, and
 * stay in memory only for as long as nothing else wants it: SVHN's take a third of what {@code ./gan up} gives.
 */
@ApplicationScoped
public class TestImages {
  private static final Logger LOG = Logger.getLogger(TestImages.class);

  private final Map<String, SoftReference<Images>> splits = new HashMap<>();

  /**
   * All of a dataset's test split.
   *
   * @throws Refusal where the dataset is unknown or cannot be read
   */
  public synchronized Images of(String dataset) {
    var known = splits.get(dataset);
    var images = known == null ? null : known.get();
    if (images == null) {
      images = load(dataset);
      splits.put(dataset, new SoftReference<>(images));
    }
    return images;
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
