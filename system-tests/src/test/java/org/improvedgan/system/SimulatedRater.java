package org.improvedgan.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Judges a whole session in a browser: sees the truth by the pictures' pixels, and errs as often as it is told to. */
final class SimulatedRater {

  /** What a rater does beyond judging. */
  enum Habit {
    NONE, RELOADS, LEAVES, SENDS_TWICE, FAILS_GOLD, INATTENTIVE, UNQUALIFIED, WITHDRAWS
  }

  private static final String STATE = """
      last => { const visible = id => document.getElementById(id).checkVisibility();
        const id = ['finish', 'onward', 'next', 'send', 'choices'].find(visible);
        const count = document.getElementById('count').textContent;
        return id && (!['send', 'choices'].includes(id) || count !== last) ? id : null; }""";
  private static final String PIXELS = """
      () => [...document.querySelectorAll('#stage img')].map(image => {
        const canvas = document.createElement('canvas');
        canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        const values = context.getImageData(0, 0, canvas.width, canvas.height).data.filter((_, i) => i % 4 === 0);
        return btoa(String.fromCharCode(...values)); })""";

  private final Page page;
  private final StudyTruth truth;
  private final double errorRate;
  private final Habit habit;
  private final int patience;
  private final Random random;
  private final Tally tally = new Tally();
  private String lastAnswered = "";
  private int answered;
  private Request submission;

  /** What became of the session, as its rater knows it. */
  static final class Tally {
    int generatedShown;
    int fooled;
    int realShown;
    int doubted;
    /** Whether the rater learned the truth about images that count. */
    boolean feedback;
    boolean finished;
    boolean broken;
    boolean withdrawn;

    int wrong() {
      return fooled + doubted;
    }

    int total() {
      return generatedShown + realShown;
    }
  }

  /**
   * @param errorRate of the answers that count; practice and gold are judged alike by all, as the habit says
   * @param patience pages after which a rater goes who does not stay until the end
   */
  SimulatedRater(Page page, StudyTruth truth, double errorRate, Habit habit, int patience, long seed) {
    this.page = page;
    this.truth = truth;
    this.errorRate = errorRate;
    this.habit = habit;
    this.patience = patience;
    this.random = new Random(seed);
    page.onRequest(request -> submission = request.url().endsWith("/answers") ? request : submission);
  }

  /** From consent to the end of the session. */
  Tally judge(String address) {
    page.navigate(address);
    page.locator("#start").click();
    while (!tally.finished) {
      String state = await();
      tally.feedback |= state.equals("next") && page.locator("#kind").textContent().isEmpty();
      if (answered == patience && habit == Habit.LEAVES) {
        return tally;
      }
      if (answered == patience && habit == Habit.WITHDRAWS) {
        withdraw();
        return tally;
      }
      step(state);
    }
    return tally;
  }

  private String await() {
    return page.waitForFunction(STATE, lastAnswered).jsonValue().toString();
  }

  private void step(String state) {
    switch (state) {
      case "finish" -> tally.finished = true;
      case "onward", "next" -> page.locator("#" + state).click();
      default -> answer(state.equals("send"));
    }
  }

  private void answer(boolean grid) {
    if (habit == Habit.RELOADS && answered % 2 == 1) {
      page.reload();
      await();
    }
    List<StudyTruth.Kind> shown = ((List<?>) page.evaluate(PIXELS)).stream().map(String.class::cast).map(truth::of)
        .toList();
    lastAnswered = page.locator("#count").textContent();
    answered++;
    if (shown.isEmpty()) {
      answerAttention();
      return;
    }
    String part = page.locator("#kind").textContent();
    List<Boolean> answers = new ArrayList<>();
    for (StudyTruth.Kind kind : shown) {
      boolean judged = kind.generated() ^ errs(part, kind);
      answers.add(judged);
      if (part.isEmpty() && !kind.gold()) {
        count(kind.generated(), judged);
      }
    }
    if (grid) {
      sendGrid(answers);
    } else {
      choose(answers.get(0));
    }
    if (habit == Habit.SENDS_TWICE) {
      sendAgain(answers);
    }
  }

  private boolean errs(String part, StudyTruth.Kind kind) {
    if (part.equals("Qualification")) {
      return habit == Habit.UNQUALIFIED;
    }
    if (kind.gold()) {
      tally.broken |= habit == Habit.FAILS_GOLD;
      return habit == Habit.FAILS_GOLD;
    }
    return random.nextDouble() < errorRate;
  }

  private void count(boolean generated, boolean judgedGenerated) {
    if (generated) {
      tally.generatedShown++;
      tally.fooled += judgedGenerated ? 0 : 1;
    } else {
      tally.realShown++;
      tally.doubted += judgedGenerated ? 1 : 0;
    }
  }

  private void answerAttention() {
    boolean wanted = page.locator("#task").textContent().contains("“generated”");
    tally.broken |= habit == Habit.INATTENTIVE;
    choose(wanted ^ habit == Habit.INATTENTIVE);
  }

  /** One by a key, the other by a click. */
  private void choose(boolean generated) {
    if (generated) {
      page.keyboard().press("ArrowRight");
    } else {
      page.locator("#real").click();
    }
  }

  private void sendGrid(List<Boolean> answers) {
    IntStream.range(0, answers.size()).filter(answers::get)
        .forEach(i -> page.locator("#stage .cell").nth(i).click());
    page.locator("#send").click();
    if (!answers.contains(true)) {
      page.locator("#send").click();
    }
  }

  /** What somebody would send who wants to change an answer after having learned the truth. */
  private void sendAgain(List<Boolean> answers) {
    page.waitForCondition(() -> submission != null && submission.response() != null);
    JsonNode first = read(submission.response().text());
    JsonNode again = read(page.request().post(submission.url(), RequestOptions.create()
        .setHeader("Authorization", submission.headerValue("authorization")).setHeader("X-Human-Eval", "1")
        .setHeader("Content-Type", "application/json")
        .setData("{\"generated\": " + answers.stream().map(answer -> !answer).toList() + "}")).text());
    assertThat(again.get("result")).as("the result of a second submission").isEqualTo(first.get("result"));
    assertThat(again.at("/session/done")).as("pages done").isEqualTo(first.at("/session/done"));
    submission = null;
  }

  private static JsonNode read(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("An answer is not JSON: " + json, e);
    }
  }

  private void withdraw() {
    page.locator("#leave").click();
    page.locator("#really").click();
    page.getByText("You have withdrawn").waitFor();
    tally.withdrawn = true;
  }
}
