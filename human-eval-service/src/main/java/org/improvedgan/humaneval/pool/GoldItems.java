package org.improvedgan.humaneval.pool;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.pool.Stimuli.Stimulus;
import org.improvedgan.humaneval.source.Generator;
import org.improvedgan.humaneval.source.SampledCheckpoint;
import org.improvedgan.humaneval.study.StudySettings.Gold;
import org.improvedgan.images.Images;
import org.improvedgan.images.Png;

/**
 * Items whose right answer is obvious: images of a bad checkpoint, or real images whose pixels were shuffled. All of
 * them count as generated. There are none that are obviously real: a rater who takes an odd real image for generated may
 * have looked well, so it would prove nothing; attention checks ask for either answer.
 */
final class GoldItems {
  private final Generator generator;
  private final Gold gold;
  private final long seed;
  private SampledCheckpoint checkpoint;

  /** @param seed of the images or of the shuffling; not the one of the pool's other images */
  GoldItems(Generator generator, Gold gold, long seed) {
    this.generator = generator;
    this.gold = gold;
    this.seed = seed;
  }

  /**
   * Items {@code from} to {@code to - 1}, always the same ones.
   *
   * @param real the test split among which they are shown
   * @throws Refusal where the checkpoint is gone or its images have another shape
   */
  List<Stimulus> draw(int from, int to, Images real) {
    return gold.checkpoint() == null ? shuffled(from, to, real) : generated(from, to, real);
  }

  private List<Stimulus> generated(int from, int to, Images real) {
    checkpoint = checkpoint == null ? generator.resolve(gold.checkpoint(), null) : checkpoint;
    if (!checkpoint.shape().equals(real.shape())) {
      throw new Refusal(Reason.UNAVAILABLE, "The gold items of checkpoint " + gold.checkpoint() + " are "
          + checkpoint.shape() + ", and the other images " + real.shape() + ": choose another checkpoint for them.");
    }
    var images = generator.draw(checkpoint, seed, LongStream.range(from, to).toArray());
    return IntStream.range(from, to).mapToObj(index -> new Stimulus(true, true, seed, index,
        Png.encodeUncompressed(images.shape(), images.image(index - from)))).toList();
  }

  private List<Stimulus> shuffled(int from, int to, Images real) {
    if (to > real.count()) {
      throw new Refusal(Reason.UNAVAILABLE, "The test split has " + real.count() + " images, and " + to
          + " gold items are needed: ask for fewer in each session.");
    }
    var order = new Random(seed).ints(0, real.count()).distinct().limit(to).toArray();
    return IntStream.range(from, to).mapToObj(i -> new Stimulus(true, true, seed, order[i],
        Png.encodeUncompressed(real.shape(), shuffled(real, order[i])))).toList();
  }

  /** Whole pixels change places, so that the colours stay. */
  private byte[] shuffled(Images real, int index) {
    var pixels = real.image(index);
    var channels = real.shape().channels();
    var random = new Random(seed ^ index);
    for (var last = pixels.length / channels - 1; last > 0; last--) {
      var other = random.nextInt(last + 1);
      for (var c = 0; c < channels; c++) {
        var value = pixels[last * channels + c];
        pixels[last * channels + c] = pixels[other * channels + c];
        pixels[other * channels + c] = value;
      }
    }
    return pixels;
  }
}
