package org.improvedgan.humaneval.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.admin.Audit.Entry;
import org.improvedgan.humaneval.study.SettingsJson;
import org.improvedgan.humaneval.study.Study;
import org.improvedgan.humaneval.study.StudySettings.Platform;
import org.jdbi.v3.core.Jdbi;

/** Studies as the admin sees them. */
@ApplicationScoped
class StudyViews {
  private final HumanEvalConfig config;
  private final Jdbi jdbi;

  StudyViews(HumanEvalConfig config, Jdbi jdbi) {
    this.config = config;
    this.jdbi = jdbi;
  }

  /**
   * A study and how far it has come.
   *
   * @param state draft, preparing, open, paused or closed
   * @param problem why it could not be prepared; null if all is well
   * @param configured whether it is the one of {@code human-eval.study}, which is always open
   * @param path of its page, where raters go
   * @param ratersWanted 0: no limit
   * @param settings only of a single study
   * @param arms only of a single study: sessions by arm
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record StudyView(String study, String title, String state, String problem, boolean configured, String path,
      Platform platform, int ratersWanted, boolean publicResults, Instant createdAt, Instant openedAt, Instant closedAt,
      SessionCounts sessions, @JsonRawValue String settings, Map<String, SessionCounts> arms) {
  }

  /**
   * A line of the audit log.
   *
   * @param detail what the request brought along, such as settings; null without
   */
  public record AuditView(Instant at, String role, String action, @JsonRawValue String detail, String outcome) {
  }

  List<StudyView> summaries(List<Study> studies) {
    var counts = SessionCounts.all(jdbi);
    return studies.stream().map(study ->
        view(study, counts.getOrDefault(study.studyId(), SessionCounts.NONE), null, null)).toList();
  }

  StudyView whole(Study study) {
    var arms = SessionCounts.byArm(jdbi, study.studyId());
    return view(study, arms.values().stream().reduce(SessionCounts.NONE, SessionCounts::plus),
        SettingsJson.write(study.settings()), arms);
  }

  static AuditView entry(Entry entry) {
    return new AuditView(entry.at(), entry.role(), entry.action(), entry.detail(), entry.outcome());
  }

  private StudyView view(Study study, SessionCounts counts, String settings, Map<String, SessionCounts> arms) {
    var s = study.settings();
    return new StudyView(study.studyId(), s.title(), study.state().name().toLowerCase(Locale.ROOT), study.problem(),
        study.studyId().equals(config.study()), "/s/" + study.studyId(), s.platform(), s.ratersWanted(),
        s.publicResults(), study.createdAt(), study.openedAt(), study.closedAt(), counts, settings, arms);
  }
}
