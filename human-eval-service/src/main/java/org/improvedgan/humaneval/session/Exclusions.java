package org.improvedgan.humaneval.session;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.improvedgan.humaneval.study.StudySettings;
import org.jdbi.v3.core.Handle;

/**
 * The rules by which sessions are left out of the headline, fixed before the study opened: too many wrong answers about
 * gold items, a missed attention check, answers too fast to have looked.
 */
public final class Exclusions {
  /** More wrong answers about gold items than allowed. */
  public static final String GOLD = "gold";
  /** An attention check was answered otherwise than it says. */
  public static final String ATTENTION = "attention";
  /** The median time per image was too short. */
  public static final String FAST = "too-fast";

  private Exclusions() {
  }

  /** What a finished session broke. */
  static List<String> of(Handle handle, UUID sessionId, StudySettings settings) {
    List<String> broken = new ArrayList<>();
    if (settings.gold() != null && wrongGold(handle, sessionId) > settings.gold().mostWrong()) {
      broken.add(GOLD);
    }
    if (settings.attentionChecks() > 0 && missedAttention(handle, sessionId) > 0) {
      broken.add(ATTENTION);
    }
    if (settings.leastMedianMillis() > 0 && medianMillis(handle, sessionId) < settings.leastMedianMillis()) {
      broken.add(FAST);
    }
    return broken;
  }

  /** Whether the share of right answers suffices among generated and among real images alike. */
  static boolean qualified(Handle handle, UUID sessionId, double required) {
    return handle.createQuery("""
        SELECT avg((judged_generated = generated)::int) FROM trial JOIN page USING (page_id)
          JOIN stimulus USING (stimulus_id) JOIN judgement USING (page_id, position)
        WHERE session_id = :session AND kind = 'qualification' GROUP BY generated""")
        .bind("session", sessionId).mapTo(double.class).list().stream().allMatch(share -> share >= required);
  }

  private static int wrongGold(Handle handle, UUID sessionId) {
    return handle.createQuery("""
        SELECT count(*) FROM trial JOIN page USING (page_id) JOIN stimulus USING (stimulus_id)
          JOIN judgement USING (page_id, position)
        WHERE session_id = :session AND gold AND judged_generated <> generated""")
        .bind("session", sessionId).mapTo(int.class).one();
  }

  private static int missedAttention(Handle handle, UUID sessionId) {
    return handle.createQuery("""
        SELECT count(*) FROM page WHERE session_id = :session AND kind = 'attention'
          AND attention_given <> attention_wanted""")
        .bind("session", sessionId).mapTo(int.class).one();
  }

  /**
   * Of the times between two submissions (or the beginning), spread evenly over the images of the later page: measured
   * here, since a browser can claim any time.
   */
  private static double medianMillis(Handle handle, UUID sessionId) {
    return handle.createQuery("""
        WITH timed AS (
          SELECT kind, (SELECT count(*) FROM trial WHERE trial.page_id = page.page_id) AS size,
            1000 * extract(epoch FROM submitted_at - lag(submitted_at, 1, started_at) OVER (ORDER BY number)) AS millis
          FROM page JOIN session USING (session_id) WHERE session_id = :session
        )
        SELECT coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY millis / size), 0) FROM timed
        WHERE kind = 'main'""")
        .bind("session", sessionId).mapTo(double.class).one();
  }
}
