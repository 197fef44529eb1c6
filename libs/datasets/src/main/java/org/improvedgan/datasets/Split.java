package org.improvedgan.datasets;

import java.util.Locale;

/** The two parts of a data set: one to learn from, one to judge by. */
public enum Split {
  TRAIN, TEST;

  /** {@code train} or {@code test}, as in messages. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
