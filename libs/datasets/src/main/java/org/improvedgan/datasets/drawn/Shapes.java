package org.improvedgan.datasets.drawn;

import java.awt.geom.Point2D;
import java.util.Arrays;
import java.util.List;

/**
 * How people write each digit: one line a way of writing it. Strokes are separated by {@code |}, the points that the
 * pen passes by spaces; x grows to the right and y downwards, from 0 to 100. The pen turns smoothly, and sharply at
 * points marked with {@code *}.
 */
final class Shapes {
  private static final List<List<List<Stroke>>> DIGITS = List.of(
      digit(
          "52,1 28,12 18,50 28,90 52,100 74,88 82,50 72,11 46,2",
          "60,3 36,6 20,36 20,70 38,98 62,96 80,66 80,30 64,4 52,0",
          "66,8 46,0 26,16 18,54 30,92 54,99 76,80 82,42 70,12 44,8"),
      digit(
          "52,0 51,34 50,68 49,100",
          "56,0 52,50 50,100",
          "32,24 54,0* 52,50 50,100",
          "30,20 52,0* 51,50 50,100* | 28,100 74,99"),
      digit(
          "20,24 38,3 64,4 74,26 58,58 18,99* 50,97 84,98",
          "20,22 42,1 68,8 71,32 52,66 30,92 15,88 28,76 54,90 88,94",
          "24,14 54,0 76,18 66,48 40,78 16,98* 42,88 86,96",
          "18,30 30,6 58,0 76,18 66,46 20,98* 84,96"),
      digit(
          "20,12 46,0 71,12 66,34 40,46* 72,56 79,80 54,100 18,90",
          "22,4 50,3 76,2* 62,22 44,42* 74,54 78,82 50,100 16,90",
          "22,16 44,0 68,8 68,30 46,44 38,46 62,48 80,68 68,94 40,100 16,88"),
      digit(
          "28,4 22,30 20,54* 50,54 82,50 | 72,0 67,50 62,100",
          "62,0 40,30 14,64* 50,64 88,62 | 64,0 62,50 60,100",
          "24,6 20,34 28,54 52,56 72,44 | 76,4 72,40 68,70 66,100",
          "66,2 38,34 16,62* 52,60 86,58 | 70,26 66,60 62,100"),
      digit(
          "32,4 29,24 25,44* 50,37 76,52 78,80 52,100 18,90 | 32,4 56,4 80,1",
          "78,3 54,4 32,5* 28,26 25,46* 54,40 79,62 68,92 40,100 16,90",
          "80,6 50,3 30,14 34,38 62,52 74,74 56,98 20,92"),
      digit(
          "68,1 42,22 25,60 30,90 52,100 74,86 72,62 52,54 28,72",
          "54,0 34,30 24,66 34,95 58,99 76,80 66,60 44,60 27,78",
          "76,6 50,8 28,38 22,74 40,99 66,94 76,72 60,54 38,60 24,76"),
      digit(
          "18,6 48,5 80,3* 58,44 44,100",
          "18,8 46,4 78,4 74,26 54,60 44,100",
          "20,20 20,5* 50,5 82,3* 58,48 46,100",
          "18,5 50,4 80,3* 60,40 42,100 | 32,54 50,51 72,50"),
      digit(
          "70,14 50,0 28,13 34,36 60,54 75,78 52,100 26,82 40,56 66,34 72,12",
          "50,0 29,12 30,36 50,46 70,36 71,12 50,0* | 50,46 24,60 24,88 50,100 76,88 76,60 50,46",
          "76,10 52,0 30,14 36,38 62,56 70,82 48,100 28,84 42,58 70,36 78,12"),
      digit(
          "73,22 54,2 30,14 28,40 48,50 68,36 74,18* 70,58 64,100",
          "72,20 52,2 28,18 32,44 56,46 72,22* 74,56 66,90 44,100 22,92",
          "74,10 46,3 26,24 34,48 58,44 74,16* 66,52 56,100",
          "72,30 66,6 42,4 26,26 38,48 60,44 72,28 72,60 70,100"));

  private Shapes() {
  }

  /** Every way to write a digit (0 to 9): each is a list of strokes. */
  static List<List<Stroke>> of(int digit) {
    return DIGITS.get(digit);
  }

  private static List<List<Stroke>> digit(String... ways) {
    return Arrays.stream(ways).map(way -> Arrays.stream(way.split(" \\| ")).map(Shapes::stroke).toList()).toList();
  }

  private static Stroke stroke(String text) {
    return new Stroke(Arrays.stream(text.split(" ")).map(Shapes::point).toList());
  }

  private static Stroke.Point point(String text) {
    boolean sharp = text.endsWith("*");
    String[] xy = text.substring(0, text.length() - (sharp ? 1 : 0)).split(",");
    return new Stroke.Point(new Point2D.Double(Double.parseDouble(xy[0]), Double.parseDouble(xy[1])), sharp);
  }
}
