package org.improvedgan.benchmarks.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The interpreter of the peers: PYTHON, or python3. */
public final class Python {
  private static final String INTERPRETER = System.getenv().getOrDefault("PYTHON", "python3");

  private Python() {}

  /** A program of the interpreter, in the environment as it is. */
  public static Program of(String... arguments) {
    return of(List.of(arguments));
  }

  /** A program of the interpreter, in the environment as it is. */
  public static Program of(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(INTERPRETER));
    command.addAll(arguments);
    return new Program(command, Map.of());
  }
}
