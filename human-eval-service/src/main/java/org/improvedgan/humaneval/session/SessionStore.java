package org.improvedgan.humaneval.session;

import static org.improvedgan.humaneval.storage.Rows.instant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.improvedgan.humaneval.session.Session.State;
import org.jdbi.v3.core.Handle;

/** Sessions in PostgreSQL; everything within the caller's transaction. */
@ApplicationScoped
public class SessionStore {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String COLUMNS = """
      session_id, study_id, rater_id, arm, pool_id, state, platform, assignment, arrival::text AS arrival, started_at,
      seen_at, finished_at, exclusions
      """;
  private static final String SELECT = "SELECT " + COLUMNS + "FROM session ";

  public Optional<Session> find(Handle handle, UUID sessionId) {
    return handle.createQuery(SELECT + "WHERE session_id = :session").bind("session", sessionId)
        .map((rs, context) -> session(rs)).findOne();
  }

  /** As {@link #find} with a sign of life, and nobody else may change it until the transaction ends. */
  public Optional<Session> lock(Handle handle, UUID sessionId) {
    return handle.createQuery("UPDATE session SET seen_at = now() WHERE session_id = :session RETURNING " + COLUMNS)
        .bind("session", sessionId).map((rs, context) -> session(rs)).findOne();
  }

  /** The session that holds this place of the platform. */
  Optional<Session> ofAssignment(Handle handle, String platform, String assignment) {
    return handle.createQuery(SELECT + "WHERE platform = :platform AND assignment = :assignment")
        .bind("platform", platform).bind("assignment", assignment).map((rs, context) -> session(rs)).findOne();
  }

  /** The rater's last session. */
  Optional<Session> latestOf(Handle handle, UUID raterId) {
    return handle.createQuery(SELECT + "WHERE rater_id = :rater ORDER BY (state = 'active') DESC, started_at DESC LIMIT 1")
        .bind("rater", raterId).map((rs, context) -> session(rs)).findOne();
  }

  /** Sessions that this rater began within the last hour. */
  int begunWithinHour(Handle handle, UUID raterId) {
    return handle.createQuery("""
        SELECT count(*) FROM session WHERE rater_id = :rater AND started_at > now() - interval '1 hour'""")
        .bind("rater", raterId).mapTo(int.class).one();
  }

  /** Sessions that hold a place of each arm: at work, or finished without breaking a rule. */
  Map<String, Integer> placesTaken(Handle handle, String studyId) {
    var taken = new HashMap<String, Integer>();
    handle.createQuery("""
        SELECT arm, count(*) AS taken FROM session
        WHERE study_id = :study AND (state = 'active' OR state = 'finished' AND exclusions = '{}') GROUP BY arm""")
        .bind("study", studyId).map((rs, context) -> taken.put(rs.getString("arm"), rs.getInt("taken"))).list();
    return taken;
  }

  /** Sessions that have cost or may cost their full price. */
  int paidPlaces(Handle handle, String studyId) {
    return handle.createQuery("""
        SELECT count(*) FROM session WHERE study_id = :study AND state IN ('active', 'finished')""")
        .bind("study", studyId).mapTo(int.class).one();
  }

  void insert(Handle handle, UUID sessionId, String studyId, UUID raterId, String arm, UUID poolId, String platform,
      String assignment, Map<String, String> arrival) {
    handle.createUpdate("""
        INSERT INTO session (session_id, study_id, rater_id, arm, pool_id, state, platform, assignment, arrival)
        VALUES (:session, :study, :rater, :arm, :pool, 'active', :platform, :assignment, :arrival::jsonb)""")
        .bind("session", sessionId).bind("study", studyId).bind("rater", raterId).bind("arm", arm).bind("pool", poolId)
        .bind("platform", platform).bind("assignment", assignment).bind("arrival", write(arrival)).execute();
  }

  /** A sign of life. */
  public void touch(Handle handle, UUID sessionId) {
    handle.createUpdate("UPDATE session SET seen_at = now() WHERE session_id = :session")
        .bind("session", sessionId).execute();
  }

  /** Moves a session to another state; one that is over gets its time. */
  public void move(Handle handle, UUID sessionId, State to, List<String> exclusions) {
    handle.createUpdate("""
        UPDATE session SET state = :to, seen_at = now(), exclusions = :exclusions,
          finished_at = CASE WHEN :to IN ('active', 'abandoned') THEN NULL ELSE now() END
        WHERE session_id = :session""")
        .bind("session", sessionId).bind("to", to.name().toLowerCase(Locale.ROOT))
        .bindArray("exclusions", String.class, exclusions).execute();
  }

  /** Gives away the places of sessions that were silent for longer than their study allows. */
  int abandonSilent(Handle handle) {
    return handle.execute("""
        UPDATE session SET state = 'abandoned' FROM study WHERE session.study_id = study.study_id
          AND session.state = 'active'
          AND seen_at < now() - make_interval(mins => coalesce((settings->>'sessionMinutes')::int, 60))""");
  }

  /** Removes sessions of which nothing was answered and that can no longer be, and raters of whom nothing is left. */
  int purge(Handle handle) {
    var sessions = handle.execute("""
        DELETE FROM session WHERE state = 'abandoned' AND assignment IS NULL AND started_at < now() - interval '1 day'
          AND NOT EXISTS (SELECT FROM page WHERE page.session_id = session.session_id AND submitted_at IS NOT NULL)""");
    handle.execute("""
        DELETE FROM rater WHERE created_at < now() - interval '1 day'
          AND NOT EXISTS (SELECT FROM session WHERE session.rater_id = rater.rater_id)""");
    return sessions;
  }

  private static Session session(ResultSet rs) throws SQLException {
    return new Session(rs.getObject("session_id", UUID.class), rs.getString("study_id"),
        rs.getObject("rater_id", UUID.class), rs.getString("arm"), rs.getObject("pool_id", UUID.class),
        State.valueOf(rs.getString("state").toUpperCase(Locale.ROOT)), rs.getString("platform"),
        rs.getString("assignment"), read(rs.getString("arrival")), instant(rs, "started_at"), instant(rs, "seen_at"),
        instant(rs, "finished_at"), List.of((String[]) rs.getArray("exclusions").getArray()));
  }

  private static String write(Map<String, String> map) {
    try {
      return JSON.writeValueAsString(map);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> read(String json) {
    try {
      return JSON.readValue(json, new TypeReference<>() { });
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
