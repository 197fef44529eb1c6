package org.improvedgan.system.faults;

import java.util.Optional;
import java.util.Random;

/**
 * Something that goes wrong, and what makes it go wrong.
 *
 * @param kind its name in the report
 * @param obstacle why it cannot be made to happen on this machine; empty where it can
 * @param injection does it; when it returns, nothing is in the way any more
 */
record Fault(String kind, Optional<String> obstacle, Injection injection) {

  /** Does it. */
  @FunctionalInterface
  interface Injection {

    /** @return to whom and how long, for the report */
    String inject(Random random) throws Exception;
  }

  static Fault of(String kind, Injection injection) {
    return new Fault(kind, Optional.empty(), injection);
  }
}
