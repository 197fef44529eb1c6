package org.improvedgan.humaneval.admin;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.improvedgan.humaneval.Refusal;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Who did what on the admin side, and when. Rows can only be added: the database refuses anything else. */
@ApplicationScoped
public class Audit {
  private static final int MOST = 1000;

  private final Jdbi jdbi;
  private final SecurityIdentity identity;

  Audit(Jdbi jdbi, SecurityIdentity identity) {
    this.jdbi = jdbi;
    this.identity = identity;
  }

  /**
   * One thing that was done or refused.
   *
   * @param detail JSON that the request brought along, null without
   * @param outcome {@code done}, or why it was refused
   */
  public record Entry(Instant at, String role, String action, String studyId, String detail, String outcome) {
  }

  /**
   * Does something and writes it down, also when it is refused.
   *
   * @param action one or two words, such as {@code open}
   * @param detail JSON, or null
   */
  public <T> T record(String action, String studyId, String detail, Supplier<T> work) {
    try {
      var done = work.get();
      add(action, studyId, detail, "done");
      return done;
    } catch (Refusal e) {
      add(action, studyId, detail, e.getMessage());
      throw e;
    }
  }

  /** The newest 1000 entries of a study, the newest first. */
  public List<Entry> of(String studyId) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT at, role, action, study_id, detail::text AS detail, outcome FROM audit WHERE study_id = :study
        ORDER BY audit_id DESC LIMIT :most""")
        .bind("study", studyId).bind("most", MOST).map(ConstructorMapper.of(Entry.class)).list());
  }

  private void add(String action, String studyId, String detail, String outcome) {
    jdbi.useHandle(handle -> handle.createUpdate("""
        INSERT INTO audit (role, action, study_id, detail, outcome)
        VALUES (:role, :action, :study, :detail::jsonb, :outcome)""")
        .bind("role", identity.getPrincipal().getName()).bind("action", action).bind("study", studyId)
        .bind("detail", detail).bind("outcome", outcome).execute());
  }
}
