package org.improvedgan.benchmarks.humaneval;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Somebody who takes part in a study, with habits: most just answer, some reload, some send twice, some withdraw. */
final class SimulatedRater {

  /** What a rater does besides answering. */
  enum Habit {
    NONE,
    /** Reloads now and then, and once more at the end. */
    RELOADS,
    /** Sends every page a second time, with all answers turned round. */
    SENDS_TWICE,
    /** Withdraws in the middle. */
    WITHDRAWS;

    /** Of twenty raters two have each of the habits. */
    static Habit of(int number) {
      return switch (number % 20) {
        case 3, 13 -> RELOADS;
        case 7, 17 -> SENDS_TWICE;
        case 9, 19 -> WITHDRAWS;
        default -> NONE;
      };
    }
  }

  private final RaterClient client;
  private final Ledger ledger;
  private final Habit habit;
  private final double thinkMs;
  private final Random random;
  private final Set<String> loaded = new HashSet<>();

  /** @param thinkMs mean time before an answer, for each image of a page; exponential, but at most 5 times it */
  SimulatedRater(RaterClient client, Ledger ledger, Habit habit, double thinkMs, long seed) {
    this.client = client;
    this.ledger = ledger;
    this.habit = habit;
    this.thinkMs = thinkMs;
    this.random = new Random(seed);
  }

  /** Takes part until the session is over. */
  void takePart(String study) throws InterruptedException {
    client.open(study);
    JsonNode session = client.begin(study);
    while (active(session)) {
      JsonNode page = session.path("page");
      page.path("images").forEach(this::load);
      think(Math.max(1, page.path("images").size()));
      if (habit == Habit.RELOADS && random.nextInt(5) == 0) {
        reload(page);
      }
      if (habit == Habit.WITHDRAWS && 2 * session.path("done").asInt() >= session.path("of").asInt()) {
        withdraw();
        return;
      }
      session = answer(page);
      session.path("upcoming").forEach(this::load);
    }
    if (habit == Habit.RELOADS && active(client.reload())) {
      ledger.surprise("A session that was finished is active again.");
    }
  }

  private JsonNode answer(JsonNode page) {
    String token = page.path("token").asText();
    List<Boolean> generated = new ArrayList<>();
    for (int i = 0; i < Math.max(1, page.path("images").size()); i++) {
      generated.add(random.nextBoolean());
    }
    JsonNode first = client.answer(token, Map.of("generated", generated));
    ledger.acknowledged(client.session(), token, generated);
    if (habit == Habit.SENDS_TWICE) {
      JsonNode second = client.answer(token, Map.of("generated", generated.stream().map(answer -> !answer).toList()));
      if (!second.path("result").equals(first.path("result"))) {
        ledger.surprise("A second submission has got another result than the first.");
      }
    }
    return first.path("session");
  }

  private void reload(JsonNode page) {
    if (!client.reload().path("page").path("token").equals(page.path("token"))) {
      ledger.surprise("Reloading has changed the page.");
    }
  }

  private void withdraw() {
    if (!client.withdraw().path("state").asText().equals("withdrawn")) {
      ledger.surprise("A session cannot be withdrawn.");
    }
    ledger.withdrawn(client.session());
  }

  private void load(JsonNode image) {
    if (loaded.add(image.asText())) {
      client.image(image.asText());
    }
  }

  private void think(int images) throws InterruptedException {
    double times = Math.min(5, -Math.log(1 - random.nextDouble()));
    TimeUnit.MILLISECONDS.sleep(Math.round(times * thinkMs * images));
  }

  private static boolean active(JsonNode session) {
    return session.path("state").asText().equals("active");
  }
}
