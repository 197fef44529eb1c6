package org.improvedgan.evaluator.grid;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.evaluator.sampler.SampledImages;
import org.improvedgan.evaluator.sampler.SamplerClient;
import org.improvedgan.images.ImageGrid;
import org.improvedgan.images.Images;
import org.improvedgan.images.Png;

/**
 * A picture of each checkpoint's first 64 images under the evaluation's seed: exactly the first that were scored, and
 * the same latent vectors for every checkpoint, so that one sees them develop. Keeps the pictures used last.
 */
@ApplicationScoped
public class Grids {

  private static final int IMAGES = 64;
  private static final int COLUMNS = 8;
  private static final int GAP = 2;
  private static final int SCALE = 2;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final EvaluatorConfig config;
  private final SamplerClient sampler;
  private final Pictures pictures;

  public Grids(EvaluatorConfig config, SamplerClient sampler) {
    this.config = config;
    this.sampler = sampler;
    this.pictures = new Pictures(config.pictureMemory().asLongValue());
  }

  /** The picture, if it is kept. */
  public Optional<byte[]> kept(String checkpoint) {
    return pictures.get(checkpoint);
  }

  /**
   * Asks the sampler for the images, once, and keeps the picture.
   *
   * @return a PNG file
   * @throws io.grpc.StatusRuntimeException when the sampler does not give them
   */
  public byte[] draw(String checkpoint) {
    List<Images> messages = sampler.sampleOnce(checkpoint, config.seed(), IMAGES, TIMEOUT).stream()
        .map(SampledImages::of)
        .toList();
    return keep(checkpoint, Images.concat(messages));
  }

  /** Draws the picture from images that pass by anyway. */
  public Collector collector(String checkpoint) {
    return new Collector(checkpoint);
  }

  private byte[] keep(String checkpoint, Images images) {
    byte[] png = Png.encode(ImageGrid.of(images, COLUMNS, GAP, SCALE));
    pictures.put(checkpoint, png);
    return png;
  }

  /** Takes images in order, and keeps the picture when it has enough. */
  public final class Collector {

    private final String checkpoint;
    private final List<Images> collected = new ArrayList<>();
    private int missing = IMAGES;

    private Collector(String checkpoint) {
      this.checkpoint = checkpoint;
    }

    public void add(Images images) {
      if (missing == 0) {
        return;
      }
      int count = Math.min(missing, images.count());
      collected.add(images.slice(0, count));
      missing -= count;
      if (missing == 0) {
        keep(checkpoint, Images.concat(collected));
        collected.clear();
      }
    }
  }
}
