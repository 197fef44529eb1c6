package org.improvedgan.samediff.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table in the documentation is the table in the code. */
class DocumentationTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| (.+) \\|$");

  @Test
  void thePageListsEveryOperation() throws Exception {
    String page = Files.readString(Path.of("../../docs/samediff-onnx.md"));

    List<String> rows = ROW.matcher(page).results().map(DocumentationTest::row).toList();

    assertThat(rows).containsExactlyElementsOf(
        OnnxExport.operations().entrySet().stream().map(entry -> entry.getKey() + " → " + entry.getValue()).toList());
  }

  private static String row(MatchResult row) {
    return row.group(1) + " → " + row.group(2);
  }
}
