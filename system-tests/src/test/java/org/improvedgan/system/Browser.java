package org.improvedgan.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A real chromium, without a window. */
final class Browser implements AutoCloseable {

  private static final List<String> ARGUMENTS = List.of("--no-sandbox", "--disable-gpu", "--disable-quic",
      "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run");
  private static final double PATIENCE_MILLIS = 60_000;

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;
  private final List<String> troubles = new CopyOnWriteArrayList<>();
  private Page page;

  private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium) {
    this.playwright = playwright;
    this.chromium = chromium;
    somebodyElse(new NewContextOptions());
  }

  /** Skips the test where there is no chromium. */
  static Browser open() {
    Path chromium = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome").map(Path::of)
        .filter(Files::isExecutable).findFirst().orElse(null);
    assumeTrue(chromium != null, "No chromium in /usr/bin: apt install chromium to test the pages.");
    Playwright playwright = Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    return new Browser(playwright, playwright.chromium().launch(new BrowserType.LaunchOptions()
        .setExecutablePath(chromium).setArgs(ARGUMENTS)));
  }

  /** Forgets everything, cookies too, and goes on with another window. */
  Page somebodyElse(NewContextOptions options) {
    if (page != null) {
      page.context().close();
    }
    page = chromium.newContext(options).newPage();
    page.setDefaultTimeout(PATIENCE_MILLIS);
    page.onPageError(troubles::add);
    page.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        troubles.add(message.text());
      }
    });
    return page;
  }

  Page page() {
    return page;
  }

  /** Waits until a visible text contains this. */
  void awaitText(String text) {
    page.getByText(text).first().waitFor();
  }

  /** Errors of scripts, and what the browser complained about, such as a file that is missing. */
  List<String> troubles() {
    return troubles;
  }

  @Override
  public void close() {
    playwright.close();
  }
}
