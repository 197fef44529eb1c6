package org.improvedgan.system;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.improvedgan.system.SimulatedRater.Habit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures of human evaluation in the documentation. It is no test; Maven runs it by its name alone:
 *
 * <pre>
 * ./gan train mnist-demo --set dataset=drawn-digits --epochs 4 --out digits
 * ./mvnw -pl system-tests -am -Dtest=HumanStudyPictures -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dpictures.generator="$(ls $PWD/digits/checkpoints/&#42;/generator.onnx | tail -1)" verify
 * </pre>
 */
class HumanStudyPictures {

  private static final Path IMAGES = GanCommand.ROOT.resolve("docs/images");
  private static final String ARMS = """
      "arms": [{"name": "feedback", "feedback": true}, {"name": "no-feedback", "feedback": false}]""";
  private static final String GRID = """
      {"title": "Drawn digits", "contact": "the vision lab, vision@example.org", "mode": "grid", "imagesPerRater": 50,
      "poolSize": 400, "publicResults": true, %s}""".formatted(ARMS);
  private static final String SINGLE = """
      {"title": "Drawn digits", "contact": "the vision lab, vision@example.org", "mode": "single", "practice": 10,
      "imagesPerRater": 50, "platform": "prolific", "completion": {"code": "C1A2B3C4"}, "poolSize": 100,
      "payment": {"currency": "USD", "base": 1.50, "perCorrect": 0.02, "budget": 100}, %s}""".formatted(ARMS);
  private static final String SHORT = """
      {"title": "Drawn digits", "mode": "single", "imagesPerRater": 1, "platform": "prolific",
      "completion": {"code": "C1A2B3C4"}, "poolSize": 20, "arms": [{"name": "one", "feedback": false}]}""";

  @TempDir
  private static Path folder;
  private static HumanStudySystem system;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    system = HumanStudySystem.start(folder, Files.readAllBytes(Path.of(System.getProperty("pictures.generator"))));
    browser = Browser.open();
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (system != null) {
      system.close();
    }
  }

  @Test
  void theRatersPages() throws Exception {
    system.open("digits", GRID);
    system.open("one-by-one", SINGLE);
    system.open("short", SHORT);
    for (Screen screen : List.of(new Screen("desktop", 1200, 900), new Screen("phone", 390, 780))) {
      Page page = open(screen, "/s/one-by-one?PROLIFIC_PID=" + screen.name());
      page.locator("#start").waitFor();
      take(page, "rating-consent-" + screen.name());
      page.locator("#start").click();
      page.locator("#choices").waitFor();
      take(page, "rating-single-" + screen.name());
      page = open(screen, "/s/digits");
      page.locator("#start").click();
      for (int ticked : List.of(1, 4, 12, 18)) {
        page.locator("#stage .cell").nth(ticked).click();
      }
      take(page, "rating-grid-" + screen.name());
      page = open(screen, "/s/short?PROLIFIC_PID=" + screen.name());
      page.locator("#start").click();
      page.locator("#real").click();
      page.locator("#code").waitFor();
      take(page, "rating-finish-" + screen.name());
    }
  }

  @Test
  void theResearchersPages() throws Exception {
    system.open("results", GRID.replace("\"imagesPerRater\": 50", "\"imagesPerRater\": 20"));
    StudyTruth truth = new StudyTruth(system, "results");
    for (int rater = 0; rater < 12; rater++) {
      Page page = browser.somebodyElse(new NewContextOptions());
      new SimulatedRater(page, truth, 0.25 + 0.015 * rater, Habit.NONE, 1, rater)
          .judge(system.url() + "/s/results");
    }
    for (Screen screen : List.of(new Screen("desktop", 1200, 900), new Screen("phone", 390, 780))) {
      Page page = open(screen, "/results?study=results");
      page.locator("#headline li").first().waitFor();
      take(page, "dashboard-" + screen.name());
    }
  }

  @Test
  void theForm() {
    for (Screen screen : List.of(new Screen("desktop", 1200, 900), new Screen("phone", 390, 780))) {
      Page page = open(screen, "/admin#token=" + system.adminToken());
      page.locator("table, article, li").first().waitFor();
      page.navigate(system.url() + "/admin/study");
      page.locator("#preset option[value=hype]").waitFor(
          new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
      page.locator("#preset").selectOption("hype");
      page.waitForTimeout(1500);
      take(page, "form-" + screen.name());
    }
  }

  private record Screen(String name, int width, int height) {
  }

  private static Page open(Screen screen, String address) {
    Page page = browser.somebodyElse(new NewContextOptions().setViewportSize(screen.width(), screen.height())
        .setHasTouch(screen.width() < 500).setIsMobile(screen.width() < 500));
    page.navigate(system.url() + address);
    return page;
  }

  private static void take(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(IMAGES.resolve("human-" + name + ".png")));
  }
}
