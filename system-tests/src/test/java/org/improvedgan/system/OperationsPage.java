package org.improvedgan.system;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The shell blocks of {@code docs/operations.md} that have a name in a comment before them. */
final class OperationsPage {

  private static final Pattern BLOCK =
      Pattern.compile("<!-- tried: ([a-z-]+) -->\n```sh\n(.*?)```\n", Pattern.DOTALL);

  private OperationsPage() {
  }

  /** The blocks by name, in the order of the page. */
  static Map<String, String> blocks() throws IOException {
    Map<String, String> blocks = new LinkedHashMap<>();
    BLOCK.matcher(Files.readString(GanCommand.ROOT.resolve("docs/operations.md"))).results().forEach(block -> {
      if (blocks.put(block.group(1), block.group(2)) != null) {
        throw new AssertionError("Two blocks are called " + block.group(1));
      }
    });
    return blocks;
  }
}
