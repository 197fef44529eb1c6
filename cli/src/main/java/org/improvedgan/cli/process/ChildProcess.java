package org.improvedgan.cli.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to start.
 *
 * @param name as people read it, and the name of its log
 * @param command program and arguments
 * @param environment added to this process's own
 * @param log gets its output; appended to, so that the reason of a death survives the restart
 */
public record ChildProcess(String name, List<String> command, Map<String, String> environment, Path log) {

  public ChildProcess {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
