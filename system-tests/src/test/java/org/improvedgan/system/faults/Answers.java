package org.improvedgan.system.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.core.ConditionTimeoutException;
import org.improvedgan.benchmarks.humaneval.Ledger;
import org.improvedgan.events.CloudEvents;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.HumanRated;
import org.improvedgan.events.v1.Judgement;

/**
 * Compares what raters know to be taken with the database and with Kafka: each answer must be there, once, and as it
 * was given.
 */
final class Answers {

  private static final String SUBMITTED = """
      SELECT page_id, array_agg(judged_generated ORDER BY position) FROM page JOIN judgement USING (page_id)
      WHERE submitted_at IS NOT NULL GROUP BY page_id""";

  private final Site site;
  private final Journal journal;
  private int repeated;

  Answers(Site site, Journal journal) {
    this.site = site;
    this.journal = journal;
  }

  /** Ratings in Kafka that were there before, with the same id, as they may be after a crash. */
  int repeated() {
    return repeated;
  }

  /** Waits until all that was acknowledged by now is where it must be, and adds what is not. */
  void check(List<Ledger> ledgers, Findings findings) {
    Map<UUID, List<Boolean>> acknowledged = acknowledged(ledgers);
    try {
      Wait.until("the ratings to reach Kafka", () -> problems(acknowledged, ledgers).isEmpty());
    } catch (ConditionTimeoutException e) {
      try {
        findings.lost(problems(acknowledged, ledgers));
      } catch (SQLException broken) {
        findings.lost(Set.of("The database does not answer: " + broken.getMessage()));
      }
    }
    findings.count("answers", acknowledged.size());
  }

  private Set<String> problems(Map<UUID, List<Boolean>> acknowledged, List<Ledger> ledgers) throws SQLException {
    Map<UUID, List<Boolean>> stored = stored();
    Map<UUID, List<Boolean>> sent = sent();
    // Who withdraws meanwhile takes the answers back.
    Map<UUID, List<Boolean>> kept = acknowledged(ledgers);
    Set<String> problems = new HashSet<>();
    acknowledged.forEach((page, answers) -> {
      if (kept.containsKey(page)) {
        if (!answers.equals(stored.get(page))) {
          problems.add("Page " + page + " was acknowledged with " + answers + ", and the database has "
              + stored.get(page) + ".");
        }
        if (!answers.equals(sent.get(page))) {
          problems.add("Page " + page + " was acknowledged with " + answers + ", and Kafka has " + sent.get(page)
              + ".");
        }
      }
    });
    return problems;
  }

  private static Map<UUID, List<Boolean>> acknowledged(List<Ledger> ledgers) {
    Map<UUID, List<Boolean>> all = new HashMap<>();
    ledgers.forEach(ledger -> all.putAll(ledger.kept()));
    return all;
  }

  private Map<UUID, List<Boolean>> stored() throws SQLException {
    Map<UUID, List<Boolean>> stored = new HashMap<>();
    try (Connection connection = site.dataSource().getConnection();
        Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(SUBMITTED)) {
      while (rows.next()) {
        stored.put(rows.getObject(1, UUID.class), Arrays.asList((Boolean[]) rows.getArray(2).getArray()));
      }
    }
    return stored;
  }

  private Map<UUID, List<Boolean>> sent() {
    Map<UUID, List<Boolean>> sent = new HashMap<>();
    int again = 0;
    for (Journal.Entry entry : journal.of(Topics.HUMAN_RATINGS)) {
      boolean rating = CloudEvents.read(entry.headers())
          .filter(event -> event.type().equals(EventType.HUMAN_RATED.type())).isPresent();
      if (rating && !entry.ours()) {
        HumanRated rated = EventType.HUMAN_RATED.parse(entry.value());
        again += sent.put(UUID.fromString(rated.getRatingId()),
            rated.getJudgementsList().stream().map(Judgement::getJudgedGenerated).toList()) == null ? 0 : 1;
      }
    }
    repeated = again;
    return sent;
  }
}
