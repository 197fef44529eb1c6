package org.improvedgan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.improvedgan.system.SimulatedRater.Habit;
import org.improvedgan.system.SimulatedRater.Tally;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Studies from their creation to their result, with raters in browsers whose answers are known. */
@ExtendWith(HumanStudies.class)
class HumanStudyTest {

  private static final int BROWSERS = 3;
  private final HumanStudySystem system;

  HumanStudyTest(HumanStudySystem system) {
    this.system = system;
  }

  @Test
  void thirtyRatersJudgeGridsInTwoArmsAndTheDashboardAgrees() throws Exception {
    List<Tally> raters = hold("grid", """
        {"title": "Drawn digits", "mode": "grid", "imagesPerRater": 24, "imagesPerPage": 13, "attentionChecks": 1,
        "poolSize": 100, "publicResults": true, "gold": {"images": 2, "mostWrong": 0},
        "arms": [{"name": "feedback", "feedback": true}, {"name": "silent", "feedback": false}]}""", 1, 30);
    assertAgrees("grid", "feedback", raters.stream().filter(rater -> rater.feedback).toList());
    assertAgrees("grid", "silent", raters.stream().filter(rater -> !rater.feedback).toList());
    assertDashboardShows("grid");
  }

  @Test
  void ratersJudgeSingleImagesAndTheDashboardAgrees() throws Exception {
    List<Tally> raters = hold("single", """
        {"title": "One digit at a time", "mode": "single", "imagesPerRater": 14, "practice": 2,
        "qualification": {"images": 4, "required": 0.65}, "attentionChecks": 1, "poolSize": 100,
        "gold": {"images": 2, "mostWrong": 0}, "arms": [{"name": "silent", "feedback": false}]}""", 12, 12);
    assertAgrees("single", "silent", raters);
  }

  /** Has as many raters judge as given, every second one with a habit; all with other error rates. */
  private List<Tally> hold(String study, String settings, int patience, int raters) throws Exception {
    system.open(study, settings);
    StudyTruth truth = new StudyTruth(system, study);
    AtomicInteger next = new AtomicInteger();
    List<Callable<Void>> browsers = new ArrayList<>();
    ConcurrentLinkedQueue<Tally> tallies = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < BROWSERS; i++) {
      browsers.add(() -> {
        try (Browser browser = Browser.open()) {
          for (int rater = next.getAndIncrement(); rater < raters; rater = next.getAndIncrement()) {
            Habit habit = rater % 2 == 0 ? Habit.NONE : Habit.values()[1 + rater / 2 % (Habit.values().length - 1)];
            tallies.add(new SimulatedRater(browser.somebodyElse(new NewContextOptions()), truth,
                0.1 + 0.4 * rater / raters, habit, patience, rater).judge(system.url() + "/s/" + study));
          }
          assertThat(browser.troubles()).isEmpty();
        }
        return null;
      });
    }
    ExecutorService threads = Executors.newFixedThreadPool(BROWSERS);
    try {
      for (Future<Void> done : threads.invokeAll(browsers)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
    return List.copyOf(tallies);
  }

  private void assertAgrees(String study, String arm, List<Tally> raters) throws Exception {
    JsonNode result = StreamSupport.stream(system.results(study).get("arms").spliterator(), false)
        .filter(one -> one.get("arm").asText().equals(arm)).findFirst().orElseThrow();
    assertRates(result.get("kept"), raters.stream().filter(rater -> rater.finished && !rater.broken).toList());
    assertRates(result.get("all"), raters.stream().filter(rater -> !rater.withdrawn).toList());
  }

  /** What is drawn is what was computed: the cards of the dashboard carry the numbers that they show. */
  private void assertDashboardShows(String study) throws Exception {
    try (Browser browser = Browser.open()) {
      browser.page().navigate(system.url() + "/results?study=" + study);
      for (JsonNode arm : system.results(study).get("arms")) {
        Locator card = browser.page().locator("#headline li[data-arm='" + arm.get("arm").asText() + "']");
        for (var number : Map.of("data-rate", "/kept/error/rate", "data-low", "/kept/bootstrap/low", "data-high",
            "/kept/bootstrap/high").entrySet()) {
          assertThat(Double.parseDouble(card.getAttribute(number.getKey()))).as(number.getKey())
              .isEqualTo(arm.at(number.getValue()).asDouble());
        }
      }
      assertThat(browser.troubles()).isEmpty();
    }
  }

  private static void assertRates(JsonNode shown, List<Tally> raters) {
    List<Tally> counted = raters.stream().filter(rater -> rater.total() > 0).toList();
    IndependentRate expected = IndependentRate.of(counted.stream()
        .map(rater -> new long[] {rater.wrong(), rater.total()}).toList());
    assertThat(shown.at("/raters").asInt()).isEqualTo(counted.size());
    assertThat(shown.at("/error/count").asLong()).isEqualTo(expected.wrong());
    assertThat(shown.at("/error/of").asLong()).isEqualTo(expected.total());
    assertThat(shown.at("/error/rate").asDouble()).isEqualTo(expected.rate());
    assertThat(shown.at("/error/wilson/low").asDouble()).isCloseTo(expected.wilson()[0], within(1e-12));
    assertThat(shown.at("/error/wilson/high").asDouble()).isCloseTo(expected.wilson()[1], within(1e-12));
    assertThat(shown.at("/bootstrap/low").asDouble()).isCloseTo(expected.bootstrap()[0], within(expected.tolerance()));
    assertThat(shown.at("/bootstrap/high").asDouble()).isCloseTo(expected.bootstrap()[1], within(expected.tolerance()));
    assertShare(shown.at("/fooled"), counted.stream().mapToInt(rater -> rater.fooled).sum(),
        counted.stream().mapToInt(rater -> rater.generatedShown).sum());
    assertShare(shown.at("/doubted"), counted.stream().mapToInt(rater -> rater.doubted).sum(),
        counted.stream().mapToInt(rater -> rater.realShown).sum());
  }

  private static void assertShare(JsonNode shown, int count, int of) {
    assertThat(shown.get("count").asInt()).isEqualTo(count);
    assertThat(shown.get("of").asInt()).isEqualTo(of);
  }
}
