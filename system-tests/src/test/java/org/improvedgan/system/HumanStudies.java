package org.improvedgan.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests one {@link HumanStudySystem} for all, since it takes long to start; skips them without chromium. */
final class HumanStudies implements ParameterResolver {

  private record Shared(Path folder, HumanStudySystem system) implements AutoCloseable {

    static Shared start() {
      Browser.open().close();
      try {
        Path folder = Files.createTempDirectory("human-studies");
        return new Shared(folder, HumanStudySystem.start(folder));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws IOException {
      system.close();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == HumanStudySystem.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getRoot().getStore(ExtensionContext.Namespace.create(HumanStudies.class))
        .computeIfAbsent(Shared.class, type -> Shared.start(), Shared.class).system();
  }
}
