package org.improvedgan.humaneval.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What people type, in titles, names of arms or addresses, must never become markup or code on a page. */
class ScriptsTest {
  private static final List<Pattern> DANGEROUS = List.of("innerHTML", "outerHTML", "insertAdjacentHTML",
      "document\\.write", "\\beval\\s*\\(", "new Function", "set(Timeout|Interval)\\s*\\(\\s*['\"`]",
      "createContextualFragment",
      "DOMParser", "setHTML", "srcdoc", "javascript:", "localStorage", "document\\.cookie", "document\\.domain",
      "postMessage", "import\\s*\\(", "https?://(?!www\\.w3\\.org/2000/svg)").stream().map(Pattern::compile).toList();
  private static final Pattern INLINE = Pattern.compile("\\son\\w+\\s*=|<style|\\sstyle\\s*="
      + "|<script(?![^>]*\\ssrc=)|javascript:|<base|<object|<embed|<iframe|https?://");

  @Test
  void scriptsMakeNoMarkupOfDataAndSendNothingElsewhere() throws Exception {
    var scripts = files(".js");
    assertThat(scripts).hasSizeGreaterThan(4);
    for (var script : scripts) {
      var code = Files.readString(script).replaceAll("(?m)^\\s*(//|\\*|/\\*).*$", "");
      for (var pattern : DANGEROUS) {
        assertThat(pattern.matcher(code).results().map(match -> match.group())).as(script.getFileName() + " " + pattern)
            .isEmpty();
      }
    }
  }

  @Test
  void pagesHaveNoCodeOfTheirOwnAndNothingFromElsewhere() throws Exception {
    var pages = files(".html");
    assertThat(pages).hasSizeGreaterThan(2);
    for (var page : pages) {
      assertThat(INLINE.matcher(Files.readString(page)).results().map(match -> match.group())).as(page.toString())
          .isEmpty();
    }
  }

  private static List<Path> files(String ending) throws IOException, URISyntaxException {
    var root = Path.of(ScriptsTest.class.getResource("/META-INF/resources/index.html").toURI()).getParent();
    try (var files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }
}
