package org.improvedgan.humaneval.study;

import static org.improvedgan.humaneval.storage.Rows.instant;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.improvedgan.humaneval.study.Study.State;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Studies in PostgreSQL. */
@ApplicationScoped
public class StudyStore {
  private static final String SELECT = """
      SELECT study_id, settings::text AS settings, state, problem, created_at, opened_at, closed_at FROM study\s""";

  private final Jdbi jdbi;
  private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();

  StudyStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Settings with the JSON that they were read from: it is read again only when it has changed. */
  private record Parsed(String json, StudySettings settings) {
  }

  public Optional<Study> find(String studyId) {
    return jdbi.withHandle(handle -> find(handle, studyId));
  }

  public Optional<Study> find(Handle handle, String studyId) {
    return handle.createQuery(SELECT + "WHERE study_id = :study").bind("study", studyId)
        .map((rs, context) -> study(rs)).findOne();
  }

  /** The newest first. */
  public List<Study> all() {
    return jdbi.withHandle(handle -> handle.createQuery(SELECT + "ORDER BY created_at DESC, study_id")
        .map((rs, context) -> study(rs)).list());
  }

  /** Studies of this state. */
  List<Study> in(State state) {
    return all().stream().filter(study -> study.state() == state).toList();
  }

  /** Whether there was none of this id before. */
  boolean insert(String studyId, StudySettings settings) {
    return jdbi.withHandle(handle -> handle.createUpdate("""
        INSERT INTO study (study_id, settings, state) VALUES (:study, :settings::jsonb, 'draft') ON CONFLICT DO NOTHING""")
        .bind("study", studyId).bind("settings", SettingsJson.write(settings)).execute()) == 1;
  }

  /** Whether it was a draft. */
  boolean change(String studyId, StudySettings settings) {
    return jdbi.withHandle(handle -> handle.createUpdate("""
        UPDATE study SET settings = :settings::jsonb, problem = NULL WHERE study_id = :study AND state = 'draft'""")
        .bind("study", studyId).bind("settings", SettingsJson.write(settings)).execute()) == 1;
  }

  /** The configured study: open, with these settings, whatever it was before. */
  void keepOpen(String studyId, StudySettings settings) {
    jdbi.useHandle(handle -> handle.createUpdate("""
        INSERT INTO study (study_id, settings, state, opened_at) VALUES (:study, :settings::jsonb, 'open', now())
        ON CONFLICT (study_id) DO UPDATE SET settings = EXCLUDED.settings, state = 'open', problem = NULL,
          opened_at = coalesce(study.opened_at, now()), closed_at = NULL""")
        .bind("study", studyId).bind("settings", SettingsJson.write(settings)).execute());
  }

  /** Whether the study was in state {@code from}. */
  boolean move(String studyId, State from, State to, String problem) {
    return jdbi.withHandle(handle -> handle.createUpdate("""
        UPDATE study SET state = :to, problem = :problem,
          opened_at = CASE WHEN :to = 'open' THEN coalesce(opened_at, now()) ELSE opened_at END,
          closed_at = CASE WHEN :to = 'closed' THEN now() ELSE closed_at END
        WHERE study_id = :study AND state = :from""")
        .bind("study", studyId).bind("from", name(from)).bind("to", name(to)).bind("problem", problem).execute()) == 1;
  }

  private Study study(ResultSet rs) throws SQLException {
    return new Study(rs.getString("study_id"), settings(rs.getString("study_id"), rs.getString("settings")),
        State.valueOf(rs.getString("state").toUpperCase(Locale.ROOT)), rs.getString("problem"),
        instant(rs, "created_at"), instant(rs, "opened_at"), instant(rs, "closed_at"));
  }

  private StudySettings settings(String studyId, String json) {
    return parsed.compute(studyId, (id, known) ->
        known != null && known.json().equals(json) ? known : new Parsed(json, SettingsJson.parse(json))).settings();
  }

  private static String name(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
