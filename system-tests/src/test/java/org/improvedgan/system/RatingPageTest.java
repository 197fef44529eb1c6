package org.improvedgan.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rater can do on the page, and what the page must not do. */
@ExtendWith(HumanStudies.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RatingPageTest {

  private static final String GRID = """
      {"mode": "grid", "imagesPerRater": 50, "poolSize": 60, "arms": [{"name": "one", "feedback": true}]}""";
  private static final String SINGLE = """
      {"mode": "single", "imagesPerRater": 4, "poolSize": 60, "arms": [{"name": "one", "feedback": false}]}""";
  private static final String EXPOSED = """
      {"mode": "single", "imagesPerRater": 3, "poolSize": 60,
      "arms": [{"name": "one", "feedback": false, "exposureMillis": 300}]}""";
  private static final String WATCH = """
      () => { window.phases = []; let last;
        const watch = time => { const { phase } = document.getElementById('stage').dataset;
          if (phase !== last) window.phases.push([phase, time]);
          last = phase; requestAnimationFrame(watch); };
        requestAnimationFrame(watch); }""";
  private static final String SHOWN_MILLIS = """
      () => { const at = name => window.phases.find(([phase]) => phase === name)[1];
        return at('covered') - at('shown'); }""";

  private final HumanStudySystem system;
  private Browser browser;
  private Page page;

  RatingPageTest(HumanStudySystem system) {
    this.system = system;
  }

  @BeforeAll
  void open() {
    PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
    browser = Browser.open();
  }

  @AfterAll
  void close() {
    browser.close();
  }

  @BeforeEach
  void somebodyComes() {
    page = browser.somebodyElse(new NewContextOptions());
    browser.troubles().clear();
  }

  @Test
  void reloadingAndGoingBackLoseNothingAndChangeNothing() throws Exception {
    begin("page-grid", GRID);
    cell(4).click();
    page.reload();
    assertThat(send()).hasText("Send: 1 generated, 24 real");
    send().click();
    assertThat(task()).containsText("You were right about");
    String outcome = task().textContent();
    page.reload();
    assertThat(task()).hasText(outcome);
    next().click();
    assertThat(send()).hasText("Send: 0 generated, 25 real");
    cell(9).click();
    page.goBack();
    assertThat(task()).hasText(outcome);
    assertThat(page.locator("#stage input").first()).isDisabled();
    page.goForward();
    assertThat(send()).hasText("Send: 1 generated, 24 real");
    assertThat(browser.troubles()).isEmpty();
  }

  @Test
  void aGridIsJudgedByKeysAlone() throws Exception {
    begin("page-grid", GRID);
    assertThat(page.getByLabel("image 1 of 25", exactly())).isFocused();
    for (String key : List.of("Space", "ArrowRight", "ArrowDown", "Space", "ArrowUp", "ArrowLeft", "ArrowLeft")) {
      page.keyboard().press(key);
    }
    assertThat(page.getByLabel("image 1 of 25", exactly())).isFocused();
    assertThat(page.getByLabel("image 7 of 25", exactly())).isChecked();
    assertThat(send()).hasText("Send: 2 generated, 23 real");
    page.keyboard().press("Enter");
    assertThat(next()).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("#count")).hasText("25 of 50 done");
    assertThat(page.locator("#bar")).hasAttribute("value", "25");
  }

  @Test
  void singleImagesAreJudgedByKeysAlone() throws Exception {
    begin("page-single", SINGLE);
    int done = 0;
    for (String key : List.of("ArrowLeft", "g", "R", "ArrowRight")) {
      assertThat(page.locator("#count")).hasText(done++ + " of 4 done");
      assertThat(page.locator("#choices")).isVisible();
      page.keyboard().press(key);
    }
    assertThat(page.locator("#finish-title")).hasText("All done");
    assertThat(page.locator("#finish-title")).isFocused();
    page.reload();
    assertThat(page.locator("#finish-title")).hasText("All done");
    assertThat(browser.troubles()).isEmpty();
  }

  @Test
  void anImageIsShownForItsTimeAndNeverAgain() throws Exception {
    begin("page-exposed", EXPOSED);
    String address = page.locator("#stage img").getAttribute("src");
    page.evaluate(WATCH);
    page.locator("#reveal").click();
    page.locator("#choices").waitFor();
    assertThat(((Number) page.evaluate(SHOWN_MILLIS)).doubleValue()).as("milliseconds that the image was to be seen")
        .isBetween(280.0, 450.0);
    assertThat(page.request().get(system.url() + address).status()).isEqualTo(410);
    page.reload();
    assertThat(page.locator("#hint")).containsText("shown already");
    assertThat(page.locator("#stage img")).hasCount(0);
    page.keyboard().press("r");
    assertThat(page.locator("#count")).hasText("1 of 3 done");
    assertThat(browser.troubles()).isEmpty();
  }

  @Test
  void answersAreKeptUntilTheNetworkIsBack() throws Exception {
    begin("page-single", SINGLE);
    page.locator("#choices").waitFor();
    page.context().setOffline(true);
    page.locator("#generated").click();
    assertThat(page.locator("#trouble")).containsText("What you have answered is kept");
    page.context().setOffline(false);
    assertThat(page.locator("#count")).hasText("1 of 4 done");
    assertThat(page.locator("#trouble")).isHidden();
  }

  @Test
  void nothingNeedsTheBrowsersStorage() throws Exception {
    page.addInitScript("Object.defineProperty(window, 'sessionStorage', "
        + "{ get() { throw new DOMException('blocked', 'SecurityError'); } })");
    begin("page-single", SINGLE);
    page.locator("#choices").waitFor();
    page.keyboard().press("r");
    assertThat(page.locator("#count")).hasText("1 of 4 done");
    page.reload();
    page.locator("#start").click();
    assertThat(page.locator("#count")).hasText("1 of 4 done");
    assertThat(browser.troubles()).isEmpty();
  }

  @Test
  void withdrawingAsksAndDeletes() throws Exception {
    begin("page-single", SINGLE);
    page.locator("#choices").waitFor();
    page.locator("#leave").click();
    page.locator("#stay").click();
    page.keyboard().press("r");
    assertThat(page.locator("#count")).hasText("1 of 4 done");
    page.locator("#leave").click();
    page.keyboard().press("g");
    assertThat(page.locator("#count")).hasText("1 of 4 done");
    page.locator("#really").click();
    assertThat(page.locator("#finish-title")).hasText("You have withdrawn");
    assertThat(page.locator("#leave")).isHidden();
  }

  @ParameterizedTest
  @ValueSource(strings = {"320x640", "390x844", "1440x900", "3840x2160"})
  void itFitsEveryScreenAndEnlargesAllImagesAlike(String screen) throws Exception {
    String[] sides = screen.split("x");
    page = browser.somebodyElse(new NewContextOptions().setViewportSize(Integer.parseInt(sides[0]),
        Integer.parseInt(sides[1])));
    for (Map.Entry<String, String> study : Map.of("page-grid", GRID, "page-single", SINGLE).entrySet()) {
      begin(study.getKey(), study.getValue());
      page.locator("#send:visible, #choices:visible").waitFor();
      assertThat((int) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(
          Integer.parseInt(sides[0]));
      assertThat(new HashSet<>((List<?>) page.evaluate("[...document.querySelectorAll('#stage img')].map(image => "
          + "[image.width / image.naturalWidth, image.height / image.naturalHeight].join())"))).singleElement()
          .asString().matches("(\\d+),\\1");
      assertThat((List<?>) page.evaluate("[...document.querySelectorAll('button, .cell, a')].filter(one => "
          + "one.checkVisibility()).map(one => one.getBoundingClientRect()).filter(box => box.width < 44 || "
          + "box.height < 44).map(box => box.width + 'x' + box.height)")).as("too small to touch").isEmpty();
    }
    assertThat(browser.troubles()).isEmpty();
  }

  @Test
  void thePagesElementsAreTheSameForEveryImage() throws Exception {
    begin("page-grid", GRID);
    send().waitFor();
    assertThat(new HashSet<>((List<?>) page.evaluate("[...document.querySelectorAll('.cell')].map(cell => "
        + "cell.outerHTML.replace(/images\\/[A-Za-z0-9_-]+/, '').replace(/image \\d+ of/, '')"
        + ".replace(/tabindex=.-?\\d./, ''))"))).hasSize(1);
  }

  @Test
  void whoeverIsNotLetInIsTold() {
    page.navigate(system.url() + "/s/no-such-study");
    assertThat(page.locator("#notice-text")).hasText(Pattern.compile("There is no study .+\\."));
  }

  private void begin(String study, String settings) throws Exception {
    system.openOnce(study, settings);
    page.navigate(system.url() + "/s/" + study);
    page.locator("#start").click();
    page.locator("#stage .cell").first().waitFor();
  }

  private Locator cell(int index) {
    return page.locator("#stage .cell").nth(index);
  }

  private Locator task() {
    return page.locator("#task");
  }

  private Locator send() {
    return page.locator("#send");
  }

  private Locator next() {
    return page.locator("#next");
  }

  private static Page.GetByLabelOptions exactly() {
    return new Page.GetByLabelOptions().setExact(true);
  }
}
