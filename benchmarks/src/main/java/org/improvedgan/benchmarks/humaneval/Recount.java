package org.improvedgan.benchmarks.humaneval;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.improvedgan.benchmarks.BenchmarkException;

/**
 * Counts everything again when the raters are done: what they know to be taken, what the database has, and what a
 * consumer of Kafka makes of the events must be the same answers, each once.
 */
public final class Recount {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String PAGES = """
      SELECT page.page_id, page.kind, session.arm, checkpoint_id, session.rater_id,
        state = 'finished' AND exclusions = '{}' AS kept, attention_given,
        generated_shown + real_shown AS counted, fooled + doubted AS wrong,
        array_agg(judged_generated ORDER BY position) AS answers
      FROM page JOIN session USING (session_id) JOIN pool USING (pool_id) LEFT JOIN judgement USING (page_id)
      WHERE session.study_id = ? AND submitted_at IS NOT NULL GROUP BY page.page_id, session.session_id, checkpoint_id""";

  private final Ledger ledger;
  private final List<String> problems = new ArrayList<>();
  private final Map<UUID, StoredPage> stored = new HashMap<>();

  private Recount(Ledger ledger) {
    this.ledger = ledger;
  }

  private record StoredPage(boolean main, Rated rated, boolean kept, String rater, List<Boolean> answers, int counted,
      int wrong) {
  }

  /** What totals are told of. */
  record Rated(String arm, String checkpoint) {
  }

  /** Sums of an arm and a checkpoint, everybody's or only those of sessions that broke no rule. */
  record Totals(int raters, long judgements, long wrong) {
    static Totals of(List<StoredPage> pages) {
      return new Totals((int) pages.stream().map(StoredPage::rater).distinct().count(),
          pages.stream().mapToLong(StoredPage::counted).sum(), pages.stream().mapToLong(StoredPage::wrong).sum());
    }
  }

  /**
   * What was found.
   *
   * @param acknowledged pages whose answers were taken, of which those of withdrawn sessions are gone since
   * @param stored pages with answers in the database
   * @param sent ratings in Kafka, repetitions counted
   * @param repeated ratings that are there more than once, with the same id, as they may after a crash
   * @param problems sentences; none if everything agrees
   */
  public record Findings(int acknowledged, int stored, int sent, int repeated, List<String> problems) {
  }

  /** Waits until the outbox is empty, and compares. */
  public static Findings of(Ledger ledger, DataSource database, String study, String bootstrapServers) {
    Recount recount = new Recount(ledger);
    ledger.surprises().forEach(recount.problems::add);
    recount.awaitOutbox(database);
    recount.read(database, study);
    recount.compareWithRaters();
    RatingLog log = RatingLog.read(bootstrapServers, study);
    recount.compareWithKafka(log);
    return new Findings(ledger.pages(), recount.stored.size(), log.sent(), log.repeated(), recount.problems);
  }

  private void awaitOutbox(DataSource database) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
      while (System.nanoTime() < end) {
        try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM outbox")) {
          rows.next();
          if (rows.getInt(1) == 0) {
            return;
          }
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
      problems.add("The outbox is not empty after " + PATIENCE.toSeconds() + " s.");
    } catch (SQLException e) {
      throw new BenchmarkException("The database does not answer: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("Interrupted.");
    }
  }

  private void read(DataSource database, String study) {
    try (Connection connection = database.getConnection(); var query = connection.prepareStatement(PAGES)) {
      query.setString(1, study);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          String kind = row.getString("kind");
          List<Boolean> answers = kind.equals("attention") ? List.of(row.getBoolean("attention_given"))
              : Arrays.asList((Boolean[]) row.getArray("answers").getArray());
          stored.put(row.getObject("page_id", UUID.class), new StoredPage(kind.equals("main"),
              new Rated(row.getString("arm"), row.getString("checkpoint_id")), row.getBoolean("kept"),
              row.getString("rater_id"), answers, row.getInt("counted"), row.getInt("wrong")));
        }
      }
    } catch (SQLException e) {
      throw new BenchmarkException("The database does not answer: " + e.getMessage());
    }
  }

  private void compareWithRaters() {
    Map<UUID, List<Boolean>> kept = ledger.kept();
    long lost = kept.keySet().stream().filter(page -> !stored.containsKey(page)).count();
    complain(lost, "pages were acknowledged and are not in the database");
    complain(stored.keySet().stream().filter(page -> !kept.containsKey(page)).count(),
        "pages are in the database that nobody answered or that were withdrawn");
    complain(kept.entrySet().stream().filter(page -> stored.containsKey(page.getKey())
        && !stored.get(page.getKey()).answers().equals(page.getValue())).count(),
        "pages have other answers in the database than those that were acknowledged");
  }

  private void compareWithKafka(RatingLog log) {
    Map<UUID, List<Boolean>> ratings = log.ratings();
    complain(stored.entrySet().stream().filter(page -> page.getValue().main() && page.getValue().counted() > 0
        && !ratings.containsKey(page.getKey())).count(), "pages are in the database and not in Kafka");
    complain(ratings.keySet().stream().filter(page -> !stored.containsKey(page)).count(),
        "ratings are in Kafka and not in the database");
    complain(ratings.entrySet().stream().filter(page -> stored.containsKey(page.getKey())
        && stored.get(page.getKey()).counted() == page.getValue().size()
        && stored.get(page.getKey()).answers().size() == page.getValue().size()
        && !stored.get(page.getKey()).answers().equals(page.getValue())).count(),
        "ratings in Kafka have other answers than the database");
    Map<Rated, List<StoredPage>> all = new LinkedHashMap<>();
    stored.values().stream().filter(page -> page.main() && page.counted() > 0)
        .forEach(page -> all.computeIfAbsent(page.rated(), rated -> new ArrayList<>()).add(page));
    all.forEach((rated, pages) -> {
      String whose = "of arm " + rated.arm() + " and checkpoint " + rated.checkpoint();
      require(Totals.of(pages), log.all(rated), whose + ", everybody");
      require(Totals.of(pages.stream().filter(StoredPage::kept).toList()), log.kept(rated), whose + ", kept sessions");
    });
  }

  private void require(Totals counted, Totals sent, String whose) {
    if (!Objects.equals(counted, sent)) {
      problems.add("The last result in Kafka " + whose + " is " + sent + " and a recount gives " + counted + ".");
    }
  }

  private void complain(long count, String what) {
    if (count > 0) {
      problems.add(count + " " + what + ".");
    }
  }
}
