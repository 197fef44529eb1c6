package org.improvedgan.metrics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.improvedgan.metrics.PairwiseTiles.Term;

/**
 * The Fréchet Inception distance of Heusel et al. 2017 (arXiv:1706.08500): the squared Fréchet (Wasserstein-2) distance
 * between the Gaussians that have the mean m and the covariance S of each set's features:
 * <pre>FID = |m₁ − m₂|² + tr S₁ + tr S₂ − 2 tr (S₁^½ S₂ S₁^½)^½</pre>
 *
 * <p>Matches pytorch-fid, clean-fid, torch-fidelity and StyleGAN2-ada given the same features (covariances divided by
 * n − 1), but finds the trace another way. Most of them take a general matrix root of S₁S₂, which needs complex numbers
 * or an offset on the diagonal where a covariance is singular. Here Sᵢ = FᵢᵀFᵢ by a rank-revealing Cholesky
 * decomposition, and the trace is the sum of the singular values of F₁F₂ᵀ: no root is ever taken of rounding noise, and
 * singular covariances need no offset.
 *
 * <p>The distance is biased: with fewer images it comes out larger. Compare only distances over equally many images.
 *
 * @param value the squared distance, never negative
 * @param squaredMeanDistance |m₁ − m₂|²
 * @param traceOfRoot tr (S₁^½ S₂ S₁^½)^½
 */
public record FrechetDistance(double value, double squaredMeanDistance, double traceOfRoot) {

  /**
   * Between the feature statistics of two sets.
   *
   * @throws IllegalArgumentException where the widths differ or a set has fewer than two images
   */
  public static FrechetDistance of(FeatureStatistics first, FeatureStatistics second) {
    return of(first.mean(), first.covariance(), second.mean(), second.covariance());
  }

  /**
   * Between two Gaussians.
   *
   * @param mean1 [d]
   * @param covariance1 [d][d]
   * @param mean2 [d]
   * @param covariance2 [d][d]
   * @throws IllegalArgumentException where sizes differ, a mean is not finite or a matrix is no covariance
   */
  public static FrechetDistance of(double[] mean1, double[][] covariance1, double[] mean2, double[][] covariance2) {
    var d = mean1.length;
    if (d == 0 || mean2.length != d || covariance1.length != d || covariance2.length != d) {
      throw new IllegalArgumentException("Both Gaussians must have the same dimensions, at least one; they have means"
          + " of " + d + " and " + mean2.length + ", and covariances of " + covariance1.length + " and "
          + covariance2.length + " rows.");
    }
    var factor1 = PivotedCholesky.factor(covariance1);
    var factor2 = PivotedCholesky.factor(covariance2);
    var meanDistance = 0.0;
    var traces = 0.0;
    for (var i = 0; i < d; i++) {
      meanDistance += (mean1[i] - mean2[i]) * (mean1[i] - mean2[i]);
      traces += covariance1[i][i] + covariance2[i][i];
    }
    if (!Double.isFinite(meanDistance)) {
      throw new IllegalArgumentException("The means of both Gaussians must be finite.");
    }
    var root = sumOfSingularValues(factor1, factor2);
    return new FrechetDistance(Math.max(0, meanDistance + traces - 2 * root), meanDistance, root);
  }

  /** Of F₁F₂ᵀ. */
  private static double sumOfSingularValues(double[][] factor1, double[][] factor2) {
    if (factor1.length == 0 || factor2.length == 0) {
      return 0;
    }
    var product = product(Features.of(factor1), Features.of(factor2));
    var decomposition = DecompositionFactory_DDRM.svd(product.numRows, product.numCols, false, false, true);
    if (!decomposition.decompose(product)) {
      throw new IllegalStateException("The singular values for the Fréchet distance did not converge: check the"
          + " features for values of extreme size.");
    }
    var sum = 0.0;
    for (var i = 0; i < decomposition.numberOfSingularValues(); i++) {
      sum += decomposition.getSingularValues()[i];
    }
    return sum;
  }

  private static DMatrixRMaj product(Features rows, Features columns) {
    var product = new DMatrixRMaj(rows.rows(), columns.rows());
    for (var r = 0; r < rows.rows(); r += PairwiseTiles.ROWS) {
      var height = Math.min(PairwiseTiles.ROWS, rows.rows() - r);
      for (var c = 0; c < columns.rows(); c += PairwiseTiles.COLUMNS) {
        var width = Math.min(PairwiseTiles.COLUMNS, columns.rows() - c);
        var tile = PairwiseTiles.tile(Term.PRODUCT, rows, r, height, columns, c, width);
        for (var i = 0; i < height; i++) {
          System.arraycopy(tile[i], 0, product.data, (r + i) * product.numCols + c, width);
        }
      }
    }
    return product;
  }
}
