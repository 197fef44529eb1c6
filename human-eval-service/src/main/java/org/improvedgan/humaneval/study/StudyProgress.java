package org.improvedgan.humaneval.study;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * How far the studies under way are, as metrics, and whether the database answers. How often raters are wrong is none
 * of them: who sees that while a study runs is tempted to end it when the number is right.
 */
@ApplicationScoped
class StudyProgress {
  /** Those opened last, so that the number of series stays small. */
  private static final int STUDIES = 20;

  private final Jdbi jdbi;
  private final MeterRegistry metrics;
  private final Gauge database;
  private final MultiGauge sessions;
  private final MultiGauge wanted;
  private volatile boolean databaseUp;

  StudyProgress(Jdbi jdbi, MeterRegistry metrics) {
    this.jdbi = jdbi;
    this.metrics = metrics;
    sessions = MultiGauge.builder("human_eval_study_sessions")
        .description("Sessions of a study that is open or paused").register(metrics);
    wanted = MultiGauge.builder("human_eval_study_sessions_wanted")
        .description("Finished sessions that the study asks for").register(metrics);
    database = Gauge.builder("human_eval_database_up", this, progress -> progress.databaseUp ? 1 : 0)
        .description("Whether the database answered last time").register(metrics);
  }

  /** The registry may outlive this, and would keep the gauge of a service that is gone. */
  @PreDestroy
  void close() {
    metrics.remove(database);
  }

  @Scheduled(every = "15s", concurrentExecution = ConcurrentExecution.SKIP)
  void measure() {
    try {
      jdbi.useHandle(this::count);
      databaseUp = true;
    } catch (JdbiException e) {
      // Whoever needs the database says so; the counts stay as they were.
      databaseUp = false;
    }
  }

  private void count(Handle handle) {
    List<String> studies = handle.createQuery("""
        SELECT study_id FROM study WHERE state IN ('open', 'paused') ORDER BY opened_at DESC NULLS LAST LIMIT :most""")
        .bind("most", STUDIES).mapTo(String.class).list();
    List<Row<Number>> counts = handle.createQuery("""
        SELECT study_id, arm, state, count(*) FROM session WHERE study_id = ANY (:studies) GROUP BY 1, 2, 3""")
        .bindArray("studies", String.class, studies)
        .map((row, context) -> Row.of(Tags.of("study", row.getString(1), "arm", row.getString(2), "state",
            row.getString(3)), (Number) row.getLong(4))).list();
    List<Row<Number>> goals = handle.createQuery("""
        SELECT study_id, (settings ->> 'ratersWanted')::int FROM study
        WHERE study_id = ANY (:studies) AND (settings ->> 'ratersWanted')::int > 0""")
        .bindArray("studies", String.class, studies)
        .map((row, context) -> Row.of(Tags.of("study", row.getString(1)), (Number) row.getInt(2))).list();
    sessions.register(counts, true);
    wanted.register(goals, true);
  }
}
