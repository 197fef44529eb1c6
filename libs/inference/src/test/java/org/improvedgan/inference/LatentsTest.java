package org.improvedgan.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Expected values are computed here from whole vectors, by the formulas of the classes' comments. */
class LatentsTest {

  private static final int SIZE = 100;

  private static float[] vector(LatentKind kind, long seed, long index, double truncation, int size) {
    float[] z = new float[size];
    LatentSource.fill(kind, seed, index, truncation, z);
    return z;
  }

  private static float[] row(Latents latents, int row) {
    float[] z = new float[SIZE];
    latents.fill(row, z);
    return z;
  }

  @Test
  void truncationDrawsNormalNumbersBeyondItAgain() {
    for (double bound : new double[] {0.05, 0.5, 1, 2.5}) {
      float[] all = vector(LatentKind.NORMAL, 7, 3, 0, 5000);
      float[] within = new float[SIZE];
      int found = 0;
      for (float number : all) {
        if (Math.abs(number) <= bound && found < SIZE) {
          within[found++] = number;
        }
      }
      assertThat(found).isEqualTo(SIZE);
      assertThat(vector(LatentKind.NORMAL, 7, 3, bound, SIZE)).isEqualTo(within);
    }
    assertThat(vector(LatentKind.NORMAL, 7, 3, 100, SIZE)).isEqualTo(vector(LatentKind.NORMAL, 7, 3, 0, SIZE));
  }

  @Test
  void truncationNarrowsAUniformRange() {
    float[] whole = vector(LatentKind.UNIFORM_0_1, 7, 3, 0, SIZE);
    float[] half = vector(LatentKind.UNIFORM_0_1, 7, 3, 0.5, SIZE);
    float[] symmetric = vector(LatentKind.UNIFORM_MINUS_1_1, 7, 3, 0, SIZE);
    float[] tenth = vector(LatentKind.UNIFORM_MINUS_1_1, 7, 3, 0.1, SIZE);
    for (int i = 0; i < SIZE; i++) {
      assertThat(half[i]).isEqualTo((float) (0.5 + 0.5 * (whole[i] - 0.5)));
      assertThat(tenth[i]).isEqualTo((float) (0.1 * symmetric[i]));
    }
    assertThat(vector(LatentKind.UNIFORM_0_1, 7, 3, 1, SIZE)).isEqualTo(whole);
  }

  @Test
  void aTruncationThatMeansNothingIsRefused() {
    assertThatThrownBy(() -> LatentSource.require(LatentKind.UNIFORM_0_1, 1.5))
        .hasMessage("truncation of a uniform z must be above 0 to 1, not 1.5.");
    assertThatThrownBy(() -> LatentSource.require(LatentKind.NORMAL, 0.01))
        .hasMessage("truncation of a normal z must be 0.05 or more, not 0.01.");
    assertThatThrownBy(() -> LatentSource.require(LatentKind.NORMAL, Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> LatentSource.require(LatentKind.UNIFORM_0_1, Double.NaN)).hasMessageContaining("NaN");
  }

  @Test
  void aWayLeadsThroughItsSeeds() {
    for (LatentKind kind : LatentKind.values()) {
      Latents way = new InterpolatedLatents(kind, new long[] {1, -5, 9}, 4, 8, SIZE, Classes.NONE);
      assertThat(way.count()).isEqualTo(17);
      assertThat(row(way, 0)).isEqualTo(vector(kind, 1, 4, 0, SIZE));
      assertThat(row(way, 8)).isEqualTo(vector(kind, -5, 4, 0, SIZE));
      assertThat(row(way, 16)).isEqualTo(vector(kind, 9, 4, 0, SIZE));
    }
  }

  @Test
  void betweenUniformVectorsTheWayIsStraight() {
    Latents way = new InterpolatedLatents(LatentKind.UNIFORM_0_1, new long[] {1, 2}, 0, 4, SIZE, Classes.NONE);
    float[] a = row(way, 0);
    float[] b = row(way, 4);
    float[] first = row(way, 1);
    for (int i = 0; i < SIZE; i++) {
      assertThat(first[i]).isEqualTo((float) (0.75 * a[i] + 0.25 * b[i]));
    }
  }

  @Test
  void betweenNormalVectorsTheWayIsAnArc() {
    Latents way = new InterpolatedLatents(LatentKind.NORMAL, new long[] {1, 2}, 0, 3, SIZE, Classes.NONE);
    double whole = angle(row(way, 0), row(way, 3));
    for (int i = 0; i < SIZE; i++) {
      double expected = (Math.sin(2 * whole / 3) * row(way, 0)[i] + Math.sin(whole / 3) * row(way, 3)[i])
          / Math.sin(whole);
      assertThat(row(way, 1)[i]).isEqualTo((float) expected, within(1e-6f));
    }
    // The straight way would be shorter than 0.8 of either.
    double shorter = Math.min(length(row(way, 0)), length(row(way, 3)));
    assertThat(length(row(way, 1))).isGreaterThan(0.95 * shorter);
    // The same seed twice: the two vectors lie on one line.
    Latents standing = new InterpolatedLatents(LatentKind.NORMAL, new long[] {1, 1}, 0, 2, SIZE, Classes.NONE);
    assertThat(row(standing, 1)).isEqualTo(row(standing, 0));
  }

  @Test
  void aRangeIsAPartOfTheRows() {
    Latents all = new SeedLatents(LatentKind.NORMAL, 7, 100, 50, 0, Classes.allOf(10));
    Latents part = all.range(20, 5);
    assertThat(part.count()).isEqualTo(5);
    assertThat(row(part, 3)).isEqualTo(vector(LatentKind.NORMAL, 7, 123, 0, SIZE));
    assertThat(part.classOf(3)).isEqualTo(3);
    assertThatThrownBy(() -> all.range(46, 5)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void givenVectorsAreTakenAsTheyAre() {
    float[] z = new float[3 * SIZE];
    for (int i = 0; i < z.length; i++) {
      z[i] = i;
    }
    Latents given = new GivenLatents(z, SIZE, new Classes(10, OptionalInt.of(4)));
    assertThat(given.count()).isEqualTo(3);
    assertThat(row(given, 1)).isEqualTo(Arrays.copyOfRange(z, SIZE, 2 * SIZE));
    assertThat(given.classOf(2)).isEqualTo(4);
    assertThatThrownBy(() -> new GivenLatents(new float[101], SIZE, Classes.NONE))
        .hasMessage("101 numbers are no vectors of 100.");
    assertThatThrownBy(() -> new Classes(10, OptionalInt.of(10))).hasMessage("Class 10 is not among 0 to 9.");
  }

  private static double length(float[] a) {
    double sum = 0;
    for (float x : a) {
      sum += (double) x * x;
    }
    return Math.sqrt(sum);
  }

  private static double angle(float[] a, float[] b) {
    double product = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
    }
    return Math.acos(product / (length(a) * length(b)));
  }
}
