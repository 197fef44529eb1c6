package org.improvedgan.humaneval.results;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.study.Study;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** Everything about a study's outcome, for whoever looks on. */
@ApplicationScoped
public class Reports {
  private final HumanEvalConfig config;
  private final Jdbi jdbi;
  private final TallyStore tallies;
  private final Results results;
  private final Comparisons comparisons;
  private final SessionCounts sessions;
  private final ScoreCorrelations correlations;
  private final Recent<String, StudyReport> recent = new Recent<>();

  Reports(HumanEvalConfig config, Jdbi jdbi, TallyStore tallies, Results results, Comparisons comparisons,
      SessionCounts sessions, ScoreCorrelations correlations) {
    this.config = config;
    this.jdbi = jdbi;
    this.tallies = tallies;
    this.results = results;
    this.comparisons = comparisons;
    this.sessions = sessions;
    this.correlations = correlations;
  }

  /** The study's report; at most some seconds old. */
  public StudyReport of(Study study) {
    return recent.get(study.studyId(), () -> compute(study));
  }

  /** All numbers are of the same moment. */
  private StudyReport compute(Study study) {
    return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
      var id = study.studyId();
      var settings = study.settings();
      var counted = tallies.of(handle, id);
      return new StudyReport(id, settings.title(), study.state().name().toLowerCase(Locale.ROOT),
          settings.ratersWanted(), config.result().confidence(), config.result().resamples(), config.result().seed(),
          results.arms(id, counted), comparisons.of(id, settings.arms(), counted),
          sessions.of(handle, id, settings.arms()), correlations.of(handle, settings.arms(), counted));
    });
  }
}
