package org.improvedgan.sampler.http;

import java.util.Arrays;
import java.util.OptionalInt;
import org.improvedgan.inference.Classes;
import org.improvedgan.inference.GeneratorSpec;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.SamplingException.Kind;
import org.improvedgan.sampler.serving.Choice;

/** Reads the texts of a query; an absent one is null. What is wrong becomes an INVALID that names the parameter. */
final class Query {

  private static final int MAX_NAME = 200;

  private Query() {
  }

  static Choice choice(String checkpoint, String run, String metric) {
    Choice choice = new Choice(name("checkpoint", checkpoint), name("run", run), name("metric", metric));
    check(choice.metric().isEmpty() || choice.checkpoint().equals(Choice.BEST),
        "metric is for checkpoint=best only.");
    return choice;
  }

  private static String name(String parameter, String text) {
    check(text == null || text.length() <= MAX_NAME, parameter + " must have at most " + MAX_NAME + " characters.");
    return text == null ? "" : text;
  }

  static long seed(String text) {
    if (text == null) {
      return 0;
    }
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new SamplingException(Kind.INVALID, "seed must be a whole number from 0 to 2^64 - 1.", e);
    }
  }

  static long[] seeds(String text, int most) {
    String sentence = "seeds must be 2 to " + most + " whole numbers from 0 to 2^64 - 1, with commas between them.";
    check(text != null, sentence);
    try {
      long[] seeds = Arrays.stream(text.split(",", -1)).map(String::strip).mapToLong(Long::parseUnsignedLong).toArray();
      check(seeds.length >= 2 && seeds.length <= most, sentence);
      return seeds;
    } catch (NumberFormatException e) {
      throw new SamplingException(Kind.INVALID, sentence, e);
    }
  }

  static int whole(String parameter, String text, int absent, int low, int high) {
    return (int) whole(parameter, text, (long) absent, low, high);
  }

  static long whole(String parameter, String text, long absent, long low, long high) {
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

  /** Whether the generator can be truncated so is for it to say. */
  static double truncation(String text) {
    if (text == null) {
      return 0;
    }
    try {
      double truncation = Double.parseDouble(text);
      if (truncation >= 0 && truncation <= Double.MAX_VALUE) {
        return truncation;
      }
    } catch (NumberFormatException e) {
      // The sentence below says what to do.
    }
    throw new SamplingException(Kind.INVALID, "truncation must be a number of 0 or more.");
  }

  static OptionalInt label(String text) {
    return text == null ? OptionalInt.empty() : OptionalInt.of(whole("class", text, 0, 0, Integer.MAX_VALUE));
  }

  static Classes classes(GeneratorSpec spec, OptionalInt label) {
    check(label.isEmpty() || spec.classes() > 0, "class is for generators with classes; this one has none.");
    check(label.isEmpty() || label.getAsInt() < spec.classes(),
        "class must be a whole number from 0 to " + (spec.classes() - 1) + ".");
    return new Classes(spec.classes(), label);
  }

  static void check(boolean holds, String sentence) {
    if (!holds) {
      throw new SamplingException(Kind.INVALID, sentence);
    }
  }
}
