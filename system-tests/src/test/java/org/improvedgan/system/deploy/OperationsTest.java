package org.improvedgan.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/operations.md} without running it: its blocks are shell, and what it quotes the code says. */
class OperationsTest {

  private final String page = Checkout.text(Checkout.ROOT.resolve("docs/operations.md"));

  @Test
  void everyBlockIsShell() throws IOException, InterruptedException {
    List<MatchResult> blocks = Checkout.matches("```sh\n(.*?)```\n", page).toList();
    assertThat(blocks).hasSizeGreaterThan(10);
    for (MatchResult block : blocks) {
      Process bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
      bash.getOutputStream().write(block.group(1).getBytes());
      bash.getOutputStream().close();
      String said = new String(bash.getInputStream().readAllBytes());
      assertThat(bash.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(bash.exitValue()).as("%s in %s", said, block.group(1)).isZero();
    }
  }

  @Test
  void quotesWhatTheCodeSays() {
    String sources = Stream.of("cli", "libs", "trainer-service", "sampler-service", "evaluator-service",
        "human-eval-service").map(Checkout.ROOT::resolve).flatMap(module -> Checkout.files(module, ".java").stream())
        .filter(file -> file.toString().contains("/src/main/")).map(Checkout::text)
        .collect(Collectors.joining("\n")).replaceAll("\"\\s*\\+\\s*\"", "").replace("%s", "…").replace("\\\"", "'");
    String symptoms = page.substring(page.indexOf("\n## Troubleshoot\n"), page.indexOf("\n## Routine\n"));
    List<String> quotes = Checkout.matches("\"([^\"\n]+)\"", symptoms).map(quote -> quote.group(1)).toList();
    assertThat(quotes).hasSizeGreaterThan(10);
    for (String quote : quotes) {
      assertThat(quote.split("…")).as(quote).filteredOn(part -> part.strip().length() > 2)
          .allMatch(part -> sources.contains(part.replaceAll("^ |[ (]*$", "")));
    }
  }

  @Test
  void linksWithinThePageLeadSomewhere() {
    List<String> titles = Checkout.matches("\\n#+ ([^\\n]+)", page).map(title -> title.group(1).toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9 -]", "").replace(' ', '-')).toList();
    assertThat(Checkout.matches("\\]\\(#([^)]+)\\)", page).map(link -> link.group(1))).isNotEmpty().isSubsetOf(titles);
  }
}
