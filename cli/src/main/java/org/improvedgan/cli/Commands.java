package org.improvedgan.cli;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import org.improvedgan.cli.console.Terminal;
import picocli.CommandLine;

/** Gives each command what its constructor asks for: the terminal, the installation, or both. */
final class Commands implements CommandLine.IFactory {

  private final Terminal terminal;
  private final Installation installation;

  Commands(Terminal terminal, Installation installation) {
    this.terminal = terminal;
    this.installation = installation;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getConstructors()) {
      Object[] arguments = Arrays.stream(constructor.getParameterTypes()).map(this::argument).toArray();
      if (arguments.length > 0 && Arrays.stream(arguments).noneMatch(java.util.Objects::isNull)) {
        return type.cast(constructor.newInstance(arguments));
      }
    }
    return CommandLine.defaultFactory().create(type);
  }

  private Object argument(Class<?> type) {
    return type == Terminal.class ? terminal : type == Installation.class ? installation : null;
  }
}
