package org.improvedgan.humaneval.crowd;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Reads {@link Work} from sessions and their pages. */
@ApplicationScoped
public class WorkStore {
  private static final String WORK = """
      SELECT session_id, state, identity, exclusions, (
          SELECT coalesce(sum(generated_shown - fooled + real_shown - doubted), 0) FROM page
          WHERE page.session_id = session.session_id AND kind = 'main' AND submitted_at IS NOT NULL) AS right
      FROM session JOIN rater USING (rater_id)
      WHERE session.study_id = :study\s""";

  private final Jdbi jdbi;

  WorkStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The session that came with this assignment's id. */
  public Optional<Work> of(String study, String assignment) {
    return jdbi.withHandle(handle -> handle.createQuery(WORK + "AND assignment = :assignment").bind("study", study)
        .bind("assignment", assignment).map(ConstructorMapper.of(Work.class)).findOne());
  }

  /** The sessions of a rater. */
  public List<Work> of(String study, byte[] identity) {
    return jdbi.withHandle(handle -> handle.createQuery(WORK + "AND identity = :identity").bind("study", study)
        .bind("identity", identity).map(ConstructorMapper.of(Work.class)).list());
  }

  /** The sessions that ended with a code. */
  public List<Work> ended(String study) {
    return jdbi.withHandle(handle -> handle.createQuery(WORK + "AND state IN ('finished', 'disqualified')")
        .bind("study", study).map(ConstructorMapper.of(Work.class)).list());
  }
}
