package org.improvedgan.humaneval.crowd;

import java.util.Map;

/** What the address by which somebody came to a study's page says of them. */
public sealed interface Arrival {

  /** Somebody who only looks: nothing is stored and nothing begins. */
  record Preview() implements Arrival {
  }

  /**
   * Somebody who may take part.
   *
   * @param worker the platform's id of the person; it is hashed and never stored
   * @param assignment the platform's id of this place, null where it has none
   * @param remembered stored with the session, for its end
   */
  record Worker(String worker, String assignment, Map<String, String> remembered) implements Arrival {
  }
}
