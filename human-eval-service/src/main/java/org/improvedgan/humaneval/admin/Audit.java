package org.improvedgan.humaneval.admin;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Who did what on the admin side, and when. Rows can only be added: the database refuses anything else. */
@ApplicationScoped
class Audit {
  private static final int MOST = 1000;

  private final Jdbi jdbi;

  Audit(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * One thing that was done or refused.
   *
   * @param role whose token it was
   * @param action such as {@code open} or {@code hits/expire}
   * @param detail JSON: what the change led to, such as the new settings; null without
   * @param outcome {@code done}, or why it was refused
   */
  public record Entry(Instant at, String role, String action, String detail, String outcome) {
  }

  void add(String role, String action, String studyId, String detail, String outcome) {
    jdbi.useHandle(handle -> handle.createUpdate("""
        INSERT INTO audit (role, action, study_id, detail, outcome)
        VALUES (:role, :action, :study, :detail::jsonb, :outcome)""")
        .bind("role", role).bind("action", action).bind("study", studyId).bind("detail", detail)
        .bind("outcome", outcome).execute());
  }

  /** The newest 1000 entries of a study, the newest first. */
  List<Entry> of(String studyId) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT at, role, action, detail::text AS detail, outcome FROM audit WHERE study_id = :study
        ORDER BY audit_id DESC LIMIT :most""")
        .bind("study", studyId).bind("most", MOST).map(ConstructorMapper.of(Entry.class)).list());
  }
}
