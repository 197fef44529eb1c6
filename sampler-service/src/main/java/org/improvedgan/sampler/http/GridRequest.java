package org.improvedgan.sampler.http;

import java.util.Objects;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.SamplingException.Kind;
import org.improvedgan.sampler.serving.Choice;

/**
 * A checked request for a picture of several images.
 *
 * @param checkpoint an id, or "latest"
 * @param run narrows "latest" to one run; empty for any
 * @param seed all 64 bits count
 * @param first index of the first image, from 0
 * @param count images, 1 to 1024
 * @param columns images in a row
 * @param scale side of the square that a pixel becomes
 */
record GridRequest(String checkpoint, String run, long seed, long first, int count, int columns, int scale) {

  private static final int MAX_COUNT = 1024;
  private static final int MAX_SCALE = 16;
  private static final int MAX_NAME = 200;

  /**
   * Reads the query's texts; an absent one is null.
   *
   * @throws SamplingException of kind INVALID that names the parameter
   */
  static GridRequest of(String checkpoint, String run, String seed, String first, String count, String columns,
      String scale) {
    return new GridRequest(
        name("checkpoint", checkpoint, Choice.LATEST),
        name("run", run, ""),
        seed(Objects.requireNonNullElse(seed, "0")),
        number("first", first, 0, 0, Long.MAX_VALUE - MAX_COUNT),
        (int) number("count", count, 64, 1, MAX_COUNT),
        (int) number("columns", columns, 8, 1, MAX_COUNT),
        (int) number("scale", scale, 1, 1, MAX_SCALE));
  }

  /** Whether the answer is the same for ever. */
  boolean pinned() {
    return !checkpoint.equals(Choice.LATEST);
  }

  /** What tells the picture from others of the same generator. */
  String variant() {
    return Long.toUnsignedString(seed) + "-" + first + "-" + count + "-" + columns + "-" + scale;
  }

  private static String name(String parameter, String text, String absent) {
    if (text == null || text.isEmpty()) {
      return absent;
    }
    if (text.length() > MAX_NAME) {
      throw new SamplingException(Kind.INVALID, parameter + " must have at most " + MAX_NAME + " characters.");
    }
    return text;
  }

  private static long seed(String text) {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new SamplingException(Kind.INVALID, "seed must be a whole number from 0 to 2^64 - 1.", e);
    }
  }

  private static long number(String parameter, String text, long absent, long low, long high) {
    if (text == null) {
      return absent;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= low && number <= high) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The sentence below says what to do.
    }
    throw new SamplingException(Kind.INVALID, parameter + " must be a whole number from " + low + " to " + high + ".");
  }
}
