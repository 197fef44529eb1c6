package org.improvedgan.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the Ingress lets in from outside: the rating page with all its files, and nothing of the rest. */
class RatingPageTest {

  private static final Path PAGES = Checkout.ROOT.resolve("human-eval-service/src/main/resources/META-INF/resources");

  private final List<Map<String, Object>> paths = Checkout.list(Checkout.at(Checkout.<Object>list(
      Checkout.at(Checkout.objects("Ingress").get(0), "spec", "rules")).get(0), "http", "paths"));

  @Test
  void isReachedWithAllItsFiles() {
    Set<String> files = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(List.of("/index.html"));
    while (!open.isEmpty()) {
      String file = open.pop();
      Path source = PAGES.resolve(file.substring(1));
      if (Files.exists(source) && files.add(file)) {
        // Stylesheets, scripts and icons of a page; modules that a script imports.
        Checkout.matches("(?:src=|<link [^>]*href=|from |import )[\"']([^\"':]+)[\"']", Checkout.text(source))
            .forEach(reference -> open.push(URI.create(file).resolve(reference.group(1)).getPath()));
      }
    }
    assertThat(files).contains("/index.html", "/rate.js", "/style.css");
    files.remove("/index.html");
    assertThat(files).allMatch(this::open);
    assertThat(List.of("/", "/s/study", "/api/studies/study/sessions", "/api/session", "/api/pages/token/answers",
        "/images/token")).allMatch(this::open);
  }

  @Test
  void isAllThatIsReached() {
    assertThat(List.of("/admin", "/admin/api/studies", "/admin.html", "/admin.js", "/study.html", "/results",
        "/results.json", "/results.csv", "/api/results/study", "/q/metrics", "/q/health", "/q/dev", "/swagger"))
        .noneMatch(this::open);
  }

  /** As Kubernetes has it: a prefix goes by whole parts of the path. */
  private boolean open(String path) {
    return paths.stream().anyMatch(rule -> {
      String allowed = (String) rule.get("path");
      return path.equals(allowed) || rule.get("pathType").equals("Prefix") && path.startsWith(allowed + "/");
    });
  }
}
