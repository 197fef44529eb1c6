package org.improvedgan.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.improvedgan.metrics.PairwiseTiles.Term;

/**
 * The kernel Inception distance of Bińkowski et al. 2018 (arXiv:1801.01401): the unbiased estimate of the squared
 * maximum mean discrepancy between two sets of features x and y, with the kernel k(a, b) = (a·b/d + 1)³:
 * <pre>Σ_{i≠j} k(xᵢ,xⱼ) / (m(m−1)) + Σ_{i≠j} k(yᵢ,yⱼ) / (n(n−1)) − 2 Σ_{ij} k(xᵢ,yⱼ) / (mn)</pre>
 *
 * <p>Matches torch-fidelity (its defaults are 100 subsets of 1,000 with seed 2020, and the same seed draws the same
 * subsets, its first input first) and StyleGAN2-ada (which does not seed and reports the mean alone). It is unbiased,
 * so it may be negative, and the estimate of a set against itself is. Subsets are worked on by all processors of the
 * common pool; the result does not depend on how many there are.
 *
 * @param mean mean over the subsets
 * @param standardDeviation population standard deviation over the subsets
 * @param subsetDistances distance of each subset, in order
 */
public record KernelInceptionDistance(double mean, double standardDeviation, List<Double> subsetDistances) {

  public KernelInceptionDistance {
    subsetDistances = List.copyOf(subsetDistances);
  }

  /**
   * Over random subsets, each drawn without replacement by {@code numpy.random.RandomState(seed).choice}, first from
   * {@code first}, then from {@code second}.
   *
   * @param subsets at least 1; 100 is usual
   * @param size images of each set in a subset, at least 2; 1,000 is usual
   * @param seed 0 to 2³² − 1
   * @throws IllegalArgumentException where a set is smaller than a subset, or outside of these ranges
   */
  public static KernelInceptionDistance ofSubsets(Features first, Features second, int subsets, int size, long seed) {
    if (subsets < 1) {
      throw new IllegalArgumentException("A kernel distance needs at least one subset; 100 is usual.");
    }
    var smaller = Math.min(first.rows(), second.rows());
    if (size > smaller) {
      throw new IllegalArgumentException("Subsets of " + size + " images cannot be drawn from " + smaller
          + ": give more images or ask for smaller subsets.");
    }
    requireTwo(size);
    var random = new NumpyPermutations(seed);
    var firstRows = new ArrayList<int[]>();
    var secondRows = new ArrayList<int[]>();
    for (var i = 0; i < subsets; i++) {
      firstRows.add(random.choice(first.rows(), size));
      secondRows.add(random.choice(second.rows(), size));
    }
    return ofSubsets(first, firstRows, second, secondRows);
  }

  /**
   * Over given subsets.
   *
   * @param firstRows row numbers of each subset of the first set, at least 2
   * @param secondRows as many lists for the second set
   * @throws IllegalArgumentException where there are no lists, too short ones, or not equally many
   */
  public static KernelInceptionDistance ofSubsets(Features first, List<int[]> firstRows, Features second,
      List<int[]> secondRows) {
    if (firstRows.isEmpty() || firstRows.size() != secondRows.size()) {
      throw new IllegalArgumentException("A kernel distance over subsets needs equally many of both sets, at least one;"
          + " there were " + firstRows.size() + " and " + secondRows.size() + ".");
    }
    var distances = IntStream.range(0, firstRows.size()).parallel()
        .mapToObj(i -> ofWhole(first.select(firstRows.get(i)), second.select(secondRows.get(i)))).toList();
    var mean = distances.stream().mapToDouble(Double::doubleValue).sum() / distances.size();
    var variance = distances.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum() / distances.size();
    return new KernelInceptionDistance(mean, Math.sqrt(variance), distances);
  }

  /**
   * The distance between the whole sets, without subsets.
   *
   * @throws IllegalArgumentException where a set has fewer than two images or the widths differ
   */
  public static double ofWhole(Features first, Features second) {
    requireTwo(Math.min(first.rows(), second.rows()));
    Features.requireComparable(first, second);
    var m = (double) first.rows();
    var n = (double) second.rows();
    return 2 * sumOfKernels(first, first, true) / (m * (m - 1)) + 2 * sumOfKernels(second, second, true) / (n * (n - 1))
        - 2 * sumOfKernels(first, second, false) / (m * n);
  }

  /** Of all pairs i, j, or only of those with i < j. */
  private static double sumOfKernels(Features a, Features b, boolean upper) {
    var sum = 0.0;
    for (var i = 0; i < a.rows(); i += PairwiseTiles.ROWS) {
      var rows = Math.min(PairwiseTiles.ROWS, a.rows() - i);
      for (var j = 0; j < b.rows(); j += PairwiseTiles.COLUMNS) {
        var columns = Math.min(PairwiseTiles.COLUMNS, b.rows() - j);
        if (upper && j + columns - 1 <= i) {
          continue;
        }
        var products = PairwiseTiles.tile(Term.PRODUCT, a, i, rows, b, j, columns);
        for (var r = 0; r < rows; r++) {
          for (var c = upper ? Math.max(0, i + r + 1 - j) : 0; c < columns; c++) {
            var kernel = products[r][c] / a.width() + 1;
            sum += kernel * kernel * kernel;
          }
        }
      }
    }
    return sum;
  }

  private static void requireTwo(int rows) {
    if (rows < 2) {
      throw new IllegalArgumentException("An unbiased kernel distance needs at least two images of each set; there"
          + " were " + rows + ".");
    }
  }
}
