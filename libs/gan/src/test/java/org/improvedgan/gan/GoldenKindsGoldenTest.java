package org.improvedgan.gan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** No vector lies in the folder unread: some golden test asks for each kind. */
class GoldenKindsGoldenTest {
  /** Scores and statistics, which are another module's. */
  private static final String METRICS = "10_";

  @Test
  void everyKindHasATest() throws IOException, URISyntaxException {
    Set<String> kinds = new TreeSet<>();
    Golden.all().stream().filter(golden -> !golden.toString().startsWith(METRICS))
        .forEach(golden -> kinds.add(golden.kind()));
    Path classes = Path.of(Golden.class.getResource("/").toURI());
    try (var files = Files.walk(classes)) {
      for (Path file : files.filter(path -> path.getFileName().toString().matches(".*Golden.*\\.class")).toList()) {
        kinds.removeAll(texts(file));
      }
    }
    assertThat(kinds).as("kinds of golden vectors that no test asks for").isEmpty();
  }

  /** The texts among a compiled class's constants (Java Virtual Machine Specification, section 4.4). */
  private static Set<String> texts(Path file) throws IOException {
    Set<String> texts = new TreeSet<>();
    try (var in = new DataInputStream(Files.newInputStream(file))) {
      in.skipNBytes(8);
      int count = in.readUnsignedShort();
      for (int i = 1; i < count; i++) {
        int tag = in.readUnsignedByte();
        switch (tag) {
          case 1 -> texts.add(in.readUTF());
          case 5, 6 -> {
            in.skipNBytes(8);
            i++;
          }
          case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
          case 15 -> in.skipNBytes(3);
          default -> in.skipNBytes(4);
        }
      }
    }
    return texts;
  }
}
