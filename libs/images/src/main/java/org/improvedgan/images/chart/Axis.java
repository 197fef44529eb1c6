package org.improvedgan.images.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The numbers along one side of a panel.
 *
 * @param low the number at its beginning
 * @param high the number at its end, more than that
 * @param logarithmic whether equal distances are equal ratios; both numbers are then positive
 */
record Axis(double low, double high, boolean logarithmic) {
  private static final int TICKS = 6;

  /** An axis that has room for all these numbers; those that cannot be drawn do not count. */
  static Axis of(List<Double> values, boolean logarithmic) {
    double[] shown = values.stream().mapToDouble(Double::doubleValue)
        .filter(value -> Double.isFinite(value) && (!logarithmic || value > 0)).toArray();
    if (shown.length == 0) {
      return new Axis(logarithmic ? 0.1 : 0, 1, logarithmic);
    }
    double low = java.util.Arrays.stream(shown).min().getAsDouble();
    double high = java.util.Arrays.stream(shown).max().getAsDouble();
    if (logarithmic) {
      double room = Math.max(Math.pow(high / low, 0.05), 1.05);
      return new Axis(low / room, high * room, true);
    }
    double room = high > low ? (high - low) * 0.05 : Math.max(Math.abs(low), 1) * 0.5;
    // What is never negative keeps its zero, and does not go below.
    return new Axis(low >= 0 && low - room < 0.15 * high ? 0 : low - room, high + room, false);
  }

  /** Without room at its ends. */
  static Axis exactly(double low, double high) {
    return high > low ? new Axis(low, high, false) : new Axis(low, low + 1, false);
  }

  /** The same middle, and this many times as much to both sides of it. */
  Axis stretched(double factor) {
    double middle = (low + high) / 2;
    double half = (high - low) / 2 * factor;
    return new Axis(middle - half, middle + half, false);
  }

  /** Where a number lies, 0 at the beginning and 1 at the end; NaN where it has no place. */
  double position(double value) {
    if (!logarithmic) {
      return (value - low) / (high - low);
    }
    return value > 0 ? Math.log(value / low) / Math.log(high / low) : Double.NaN;
  }

  /** Round numbers to mark, at most about ten of them. */
  List<Double> ticks() {
    if (!logarithmic || high / low < 5) {
      return steps();
    }
    List<Double> ticks = new ArrayList<>();
    int first = (int) Math.floor(Math.log10(low));
    int last = (int) Math.ceil(Math.log10(high));
    int every = (last - first + 7) / 8;
    for (int power = first; power <= last; power += every) {
      for (int digit : last - first <= 3 ? new int[] {1, 2, 5} : new int[] {1}) {
        double tick = new BigDecimal(digit).scaleByPowerOfTen(power).doubleValue();
        if (tick >= low && tick <= high) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  private List<Double> steps() {
    double wanted = (high - low) / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(wanted)));
    double step = wanted / power <= 1 ? power : wanted / power <= 2 ? 2 * power : wanted / power <= 5 ? 5 * power
        : 10 * power;
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
      ticks.add(round(i * step));
    }
    return ticks;
  }

  /** Seven digits, so that three steps of 0.1 are 0.3. */
  private static double round(double value) {
    return new BigDecimal(value).round(new MathContext(7, RoundingMode.HALF_EVEN)).doubleValue();
  }

  /** A number as a reader wants it: {@code 0.05}, {@code 12,000}, {@code 2e-5}. */
  static String label(double value) {
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    if (size >= 1e7 || size < 1e-4) {
      BigDecimal exact = new BigDecimal(value).round(new MathContext(4, RoundingMode.HALF_EVEN)).stripTrailingZeros();
      int power = exact.precision() - exact.scale() - 1;
      return exact.scaleByPowerOfTen(-power).toPlainString() + "e" + power;
    }
    String plain = new BigDecimal(round(value)).round(new MathContext(7, RoundingMode.HALF_EVEN)).stripTrailingZeros()
        .toPlainString();
    return size < 1000 ? plain : String.format(Locale.ROOT, "%,.0f", value).equals(plain) ? plain
        : grouped(plain);
  }

  private static String grouped(String plain) {
    int point = plain.indexOf('.');
    String whole = point < 0 ? plain : plain.substring(0, point);
    return String.format(Locale.ROOT, "%,d", Long.parseLong(whole)) + (point < 0 ? "" : plain.substring(point));
  }
}
