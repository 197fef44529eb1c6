package org.improvedgan.metrics;

/**
 * How well raters tell generated from real images, apart from their leaning to either answer (Green and Swets 1966). With
 * H the share of generated images called generated and F the share of real ones called generated:
 * <pre>d′ = z(H) − z(F)        c = −( z(H) + z(F) ) / 2</pre>
 * where z is the normal quantile. Both shares are taken log-linear, (count + 0.5) / (n + 1) (Hautus 1995), so that 0 and
 * all have finite values.
 *
 * @param sensitivity d′; 0 when raters cannot tell, negative when generated images look more real than real ones
 * @param criterion c; positive when raters rather say "real"
 */
public record SignalDetection(double sensitivity, double criterion) {

  /**
   * @param caught generated images that were called generated, of {@code generated} shown, at least 1
   * @param doubted real images that were called generated, of {@code real} shown, at least 1
   * @throws IllegalArgumentException outside of these ranges
   */
  public static SignalDetection of(long caught, long generated, long doubted, long real) {
    var hits = NormalQuantile.of(logLinear("generated", caught, generated));
    var falseAlarms = NormalQuantile.of(logLinear("real", doubted, real));
    return new SignalDetection(hits - falseAlarms, -(hits + falseAlarms) / 2);
  }

  private static double logLinear(String kind, long count, long of) {
    if (of < 1 || count < 0 || count > of) {
      throw new IllegalArgumentException("Of " + of + " " + kind + " images, " + count
          + " were called generated: there must be at least one image, and no more answers than images.");
    }
    return (count + 0.5) / (of + 1);
  }
}
