package org.improvedgan.cli.doctor;

/**
 * What one check found.
 *
 * @param name what was looked for
 * @param state how it stands
 * @param detail what was seen, and where
 * @param remedy what to do about it; empty if nothing
 */
public record Finding(String name, State state, String detail, String remedy) {

  /** How a thing stands. */
  public enum State {
    /** It is there and works. */
    OK,
    /** It is not there; the rest works without it. */
    ABSENT,
    /** It is needed and does not work. */
    BROKEN
  }

  static Finding ok(String name, String detail) {
    return new Finding(name, State.OK, detail, "");
  }

  static Finding absent(String name, String detail, String remedy) {
    return new Finding(name, State.ABSENT, detail, remedy);
  }

  static Finding broken(String name, String detail, String remedy) {
    return new Finding(name, State.BROKEN, detail, remedy);
  }
}
