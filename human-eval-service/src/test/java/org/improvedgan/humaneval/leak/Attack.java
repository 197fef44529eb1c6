package org.improvedgan.humaneval.leak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Tries to tell generated images from real ones by numbers that were seen beside the pixels: by each number alone, by
 * the nearest neighbours of a trial, and by a linear rule over all numbers, the latter two with each trial left out in
 * turn. Whether the best of these attempts is better than chance is decided by a permutation test: each trial's kind
 * was drawn by a coin of its own, so that with shuffled kinds the attempts succeed as often by chance as they do now if
 * nothing leaks.
 */
final class Attack {
  private static final int NEIGHBOURS = 5;

  private final List<String> names = new ArrayList<>();
  private final float[][] columns;
  private final float[] kinds;
  private final int[][] neighbours;
  private final float[][] smoother;

  /** One image and every number that was seen with it. */
  record Trial(boolean generated, Map<String, Double> seen) {
  }

  /**
   * The outcome.
   *
   * @param chance probability that shuffled kinds do as well
   * @param best numbers that tell most alone, with their score in standard deviations
   * @param nearest right answers by neighbours
   * @param linear right answers by the linear rule
   */
  record Outcome(int trials, int numbers, double chance, List<String> best, int nearest, int linear) {
  }

  private record Score(double strongest, int nearest, int linear) {
  }

  Attack(List<Trial> trials) {
    List<float[]> kept = new ArrayList<>();
    var all = new TreeSet<String>();
    trials.forEach(trial -> all.addAll(trial.seen().keySet()));
    for (var name : all) {
      var column = standardised(trials.stream().mapToDouble(t -> t.seen().getOrDefault(name, -1.0)).toArray());
      if (column != null) {
        names.add(name);
        kept.add(column);
      }
    }
    columns = kept.toArray(float[][]::new);
    kinds = new float[trials.size()];
    for (var i = 0; i < kinds.length; i++) {
      kinds[i] = trials.get(i).generated() ? 1 : -1;
    }
    var similar = similarities();
    neighbours = nearest(similar);
    smoother = ridge(similar, Math.max(1, columns.length));
  }

  /** Tries everything, and so many times more with shuffled kinds. */
  Outcome run(int permutations, long seed) {
    var found = score(kinds);
    var random = new Random(seed);
    var shuffled = kinds.clone();
    var asGood = 0;
    for (var i = 0; i < permutations; i++) {
      for (var at = shuffled.length - 1; at > 0; at--) {
        var other = random.nextInt(at + 1);
        var kind = shuffled[at];
        shuffled[at] = shuffled[other];
        shuffled[other] = kind;
      }
      asGood += total(score(shuffled)) >= total(found) - 1e-4 ? 1 : 0;
    }
    return new Outcome(kinds.length, columns.length, (asGood + 1.0) / (permutations + 1), best(), found.nearest(),
        found.linear());
  }

  private List<String> best() {
    return IntStream.range(0, columns.length).boxed()
        .sorted(Comparator.comparingDouble(c -> -Math.abs(dot(columns[c], kinds)))).limit(5)
        .map(c -> String.format("%s %.1f", names.get(c), dot(columns[c], kinds))).toList();
  }

  private Score score(float[] y) {
    var strongest = 0f;
    for (var column : columns) {
      strongest = Math.max(strongest, Math.abs(dot(column, y)));
    }
    var nearest = 0;
    var linear = 0;
    for (var i = 0; i < y.length; i++) {
      var votes = 0f;
      for (var neighbour : neighbours[i]) {
        votes += y[neighbour];
      }
      nearest += votes * y[i] > 0 ? 1 : 0;
      linear += (dot(smoother[i], y) - smoother[i][i] * y[i]) * y[i] > 0 ? 1 : 0;
    }
    return new Score(strongest, nearest, linear);
  }

  /** The best attempt in standard deviations; who is always wrong has found out as much as who is always right. */
  private double total(Score score) {
    return Math.max(score.strongest(), Math.max(deviations(score.nearest()), deviations(score.linear())));
  }

  private double deviations(int right) {
    return Math.abs(right - kinds.length / 2.0) / Math.sqrt(kinds.length / 4.0);
  }

  /**
   * Ranks with mean 0 and length 1, so that the product with kinds of ±1 is in standard deviations; null if constant.
   */
  private static float[] standardised(double[] values) {
    var n = values.length;
    var order = IntStream.range(0, n).boxed().sorted(Comparator.comparingDouble(i -> values[i])).toList();
    var ranks = new float[n];
    for (var from = 0; from < n;) {
      var to = from;
      while (to < n && values[order.get(to)] == values[order.get(from)]) {
        to++;
      }
      for (var i = from; i < to; i++) {
        ranks[order.get(i)] = (from + to - n) / 2f;
      }
      from = to;
    }
    var length = Math.sqrt(dot(ranks, ranks));
    if (length == 0) {
      return null;
    }
    for (var i = 0; i < n; i++) {
      ranks[i] /= (float) length;
    }
    return ranks;
  }

  private float[][] similarities() {
    var n = kinds.length;
    var similar = new float[n][n];
    for (var column : columns) {
      for (var i = 0; i < n; i++) {
        for (var j = 0; j < n; j++) {
          similar[i][j] += n * column[i] * column[j];
        }
      }
    }
    return similar;
  }

  private static int[][] nearest(float[][] similar) {
    return IntStream.range(0, similar.length).mapToObj(i -> IntStream.range(0, similar.length).filter(j -> j != i)
        .boxed().sorted(Comparator.comparingDouble(j -> similar[j][j] - 2 * similar[i][j])).limit(NEIGHBOURS)
        .mapToInt(Integer::intValue).toArray()).toArray(int[][]::new);
  }

  /** K (K + λ)⁻¹ of ridge regression: what it predicts is this matrix times the kinds. Gauss-Jordan on K + λ. */
  private static float[][] ridge(float[][] kernel, double lambda) {
    var n = kernel.length;
    var work = new double[n][2 * n];
    for (var i = 0; i < n; i++) {
      for (var j = 0; j < n; j++) {
        work[i][j] = kernel[i][j] + (i == j ? lambda : 0);
        work[i][n + j] = kernel[i][j];
      }
    }
    for (var pivot = 0; pivot < n; pivot++) {
      var by = work[pivot][pivot];
      for (var j = pivot; j < 2 * n; j++) {
        work[pivot][j] /= by;
      }
      for (var i = 0; i < n; i++) {
        var factor = work[i][pivot];
        if (i != pivot && factor != 0) {
          for (var j = pivot; j < 2 * n; j++) {
            work[i][j] -= factor * work[pivot][j];
          }
        }
      }
    }
    return Arrays.stream(work).map(row -> {
      var right = new float[n];
      for (var j = 0; j < n; j++) {
        right[j] = (float) row[n + j];
      }
      return right;
    }).toArray(float[][]::new);
  }

  private static float dot(float[] a, float[] b) {
    var sum = 0f;
    for (var i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
