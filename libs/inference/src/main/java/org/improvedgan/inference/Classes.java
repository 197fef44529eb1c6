package org.improvedgan.inference;

import java.util.OptionalInt;

/**
 * Which class a conditional generator's images are of.
 *
 * @param count the generator's classes; 0 for one without
 * @param only  the class of every image, 0 to {@code count - 1}; without it image i is of class i modulo {@code count}
 */
public record Classes(int count, OptionalInt only) {

  /** Of a generator without classes. */
  public static final Classes NONE = new Classes(0, OptionalInt.empty());

  /** @throws IllegalArgumentException if there is no such class */
  public Classes {
    if (count < 0 || only.isPresent() && (only.getAsInt() < 0 || only.getAsInt() >= count)) {
      throw new IllegalArgumentException(count == 0 ? "The generator has no classes."
          : "Class " + only.orElse(0) + " is not among 0 to " + (count - 1) + ".");
    }
  }

  /** Each in turn. */
  public static Classes allOf(int count) {
    return new Classes(count, OptionalInt.empty());
  }

  /** The class of image {@code index}, which is not negative. */
  public long of(long index) {
    if (only.isPresent()) {
      return only.getAsInt();
    }
    return count == 0 ? 0 : index % count;
  }
}
