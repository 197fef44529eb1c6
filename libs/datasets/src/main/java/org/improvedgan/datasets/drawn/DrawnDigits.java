package org.improvedgan.datasets.drawn;

import java.util.Random;
import java.util.stream.IntStream;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Dataset;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;

/**
 * Digits that the code draws itself, 28x28 grey, white on black, 60,000 to train and 10,000 to test: for when there is
 * neither data nor network. Each image depends on its split and index alone, and comes from its own hand.
 */
public final class DrawnDigits implements Dataset {
  private static final ImageShape SHAPE = new ImageShape(DigitPainter.SIDE, DigitPainter.SIDE, 1);
  private static final int CLASSES = 10;
  private static final int TRAIN_COUNT = 60_000;
  private static final int TEST_COUNT = 10_000;
  /** Images a thread draws with one painter. */
  private static final int BLOCK = 250;

  @Override
  public String name() {
    return "drawn-digits";
  }

  /** Always. */
  @Override
  public boolean available(DataLocation where) {
    return true;
  }

  @Override
  public boolean downloadable() {
    return false;
  }

  @Override
  public LabelledImages load(Split split, DataLocation where) {
    return draw(split, split == Split.TRAIN ? TRAIN_COUNT : TEST_COUNT);
  }

  /** The first {@code count} images of a split. */
  public LabelledImages draw(Split split, int count) {
    int size = SHAPE.size();
    byte[] pixels = new byte[Math.multiplyExact(count, size)];
    int[] labels = new int[count];
    IntStream.range(0, (count + BLOCK - 1) / BLOCK).parallel().forEach(block -> {
      DigitPainter painter = new DigitPainter();
      for (int i = block * BLOCK; i < Math.min(count, (block + 1) * BLOCK); i++) {
        Random random = new Random(seed(split, i));
        labels[i] = random.nextInt(CLASSES);
        painter.paint(labels[i], random, pixels, i * size);
      }
    });
    return new LabelledImages(name(), split, new Images(SHAPE, count, pixels), labels, CLASSES);
  }

  /** SplitMix64's finalizer (Steele, Lea, Flood 2014): neighbouring indices give unrelated generators. */
  private static long seed(Split split, int i) {
    long z = ((long) split.ordinal() << 32 | i) * 0x9e3779b97f4a7c15L + 0x632be59bd9b4e019L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
