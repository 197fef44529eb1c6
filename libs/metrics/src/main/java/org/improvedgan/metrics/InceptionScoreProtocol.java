package org.improvedgan.metrics;

import java.util.function.LongToIntFunction;

/**
 * How an Inception score is computed: scores may be compared only where all of this is equal. {@link #original()} is
 * the code released with the paper; the other ones name the peer whose numbers they reproduce, given the same logits.
 *
 * @param splits how many groups are scored, each with its own p(y); at least 1
 * @param order in which order images are dealt to the splits
 * @param cut how many images each split gets
 * @param ddof the standard deviation over the splits has the divisor splits − ddof; 0 or 1
 * @param logitsBias whether the classifier adds a bias to its logits; only stated, since the logits come in finished
 * @param classes width of one row of logits; others are refused
 */
public record InceptionScoreProtocol(int splits, Order order, Cut cut, int ddof, boolean logitsBias, int classes) {

  /** In which order images are dealt to the splits. */
  public sealed interface Order {}

  /** As they come. Images sorted by class score far too low, because each split sees few classes. */
  public record AsGiven() implements Order {
    @Override
    public String toString() {
      return "as given";
    }
  }

  /**
   * Place r of the order gets image {@code numpy.random.RandomState(seed).permutation(n)[r]}.
   *
   * @param seed 0 to 2³² − 1
   */
  public record Shuffled(long seed) implements Order {
    public Shuffled {
      NumpyPermutations.requireSeed(seed);
    }

    @Override
    public String toString() {
      return "shuffled with seed " + seed;
    }
  }

  /** How many images each split gets. */
  public enum Cut {
    /** Split i of s holds places ⌊i·n/s⌋ up to, not including, ⌊(i+1)·n/s⌋. */
    INTEGER_DIVISION,
    /** Each holds ⌈n/s⌉ places and the last what is left: PyTorch's chunk, which may make fewer splits than asked. */
    ROUNDED_UP
  }

  /** @throws IllegalArgumentException where a number is out of its range */
  public InceptionScoreProtocol {
    if (splits < 1) {
      throw new IllegalArgumentException("The number of splits must be at least 1; it was " + splits + ".");
    }
    if (classes < 1) {
      throw new IllegalArgumentException("A classifier needs at least one class; there were " + classes + ".");
    }
    if (ddof < 0 || ddof > 1) {
      throw new IllegalArgumentException("ddof is 0 for the population's standard deviation or 1 for the sample's; it"
          + " was " + ddof + ".");
    }
    requireDeviation(splits, ddof);
  }

  /** The released code: 10 contiguous splits, divisor 10, the 1008 logits of Inception (2015-12-05) without bias. */
  public static InceptionScoreProtocol original() {
    return new InceptionScoreProtocol(10, new AsGiven(), Cut.INTEGER_DIVISION, 0, false, 1008);
  }

  /** StyleGAN2-ada's {@code is50k}: the original protocol, over 50,000 images. */
  public static InceptionScoreProtocol styleGan2Ada() {
    return original();
  }

  /** torch-fidelity's defaults: the original protocol after a shuffle with seed 2020. */
  public static InceptionScoreProtocol torchFidelity() {
    return original().withOrder(new Shuffled(2020));
  }

  /**
   * torchmetrics' {@code InceptionScore}: splits rounded up and the sample's standard deviation. Its own shuffle is not
   * seeded, so each of its runs is one of those that the seeds give here.
   */
  public static InceptionScoreProtocol torchMetrics(long seed) {
    return new InceptionScoreProtocol(10, new Shuffled(seed), Cut.ROUNDED_UP, 1, false, 1008);
  }

  /** The same with another number of splits. */
  public InceptionScoreProtocol withSplits(int number) {
    return new InceptionScoreProtocol(number, order, cut, ddof, logitsBias, classes);
  }

  /** The same with another order. */
  public InceptionScoreProtocol withOrder(Order other) {
    return new InceptionScoreProtocol(splits, other, cut, ddof, logitsBias, classes);
  }

  /** The same for another classifier. */
  public InceptionScoreProtocol withClassifier(boolean bias, int numberOfClasses) {
    return new InceptionScoreProtocol(splits, order, cut, ddof, bias, numberOfClasses);
  }

  /**
   * How many splits so many images give; fewer than asked only with {@link Cut#ROUNDED_UP}.
   *
   * @throws IllegalArgumentException with fewer images than splits, because an empty split has no score
   */
  public int splitsOf(long samples) {
    if (samples < splits) {
      throw new IllegalArgumentException("An Inception score over " + splits + " splits needs at least " + splits
          + " images, but there are " + samples + ": give more images or ask for fewer splits.");
    }
    return cut == Cut.INTEGER_DIVISION ? splits : (int) roundedUp(samples, roundedUp(samples, splits));
  }

  /**
   * Says for each of so many images, from 0 on, which split it belongs to, from 0 on.
   *
   * @throws IllegalArgumentException with fewer images than splits
   */
  public LongToIntFunction splitOfEach(long samples) {
    splitsOf(samples);
    LongToIntFunction splitOfPlace = cut == Cut.INTEGER_DIVISION
        ? place -> (int) ((Math.multiplyExact(place + 1, (long) splits) - 1) / samples)
        : place -> (int) (place / roundedUp(samples, splits));
    if (!(order instanceof Shuffled shuffled)) {
      return splitOfPlace;
    }
    var images = new NumpyPermutations(shuffled.seed()).permutation(Math.toIntExact(samples));
    var splitOfImage = new int[images.length];
    for (var place = 0; place < images.length; place++) {
      splitOfImage[images[place]] = splitOfPlace.applyAsInt(place);
    }
    return image -> splitOfImage[(int) image];
  }

  /** The protocol in words, for whoever reads the score. */
  public String description() {
    return splits + (splits == 1 ? " split" : " splits") + (cut == Cut.ROUNDED_UP ? " rounded up" : "") + ", order "
        + order + ", standard deviation with ddof " + ddof + ", " + classes + " classes "
        + (logitsBias ? "with" : "without") + " bias";
  }

  static void requireDeviation(int splits, int ddof) {
    if (splits <= ddof) {
      throw new IllegalArgumentException("A standard deviation with ddof 1 needs at least 2 splits; there is " + splits
          + ".");
    }
  }

  private static long roundedUp(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
