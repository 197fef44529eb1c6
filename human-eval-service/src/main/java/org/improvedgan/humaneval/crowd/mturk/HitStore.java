package org.improvedgan.humaneval.crowd.mturk;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** The table of HITs. */
@ApplicationScoped
class HitStore {
  private static final String ROW = "SELECT token, study_id, environment, hit_id, places, created_at, expires_at "
      + "FROM crowd_hit ";

  private final Jdbi jdbi;

  HitStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * One HIT.
   *
   * @param token of the request that creates it, and its annotation
   * @param hitId null as long as it is not known whether Mechanical Turk has made it
   */
  public record Hit(UUID token, String studyId, String environment, String hitId, int places, Instant createdAt,
      Instant expiresAt) {

    boolean unfinished() {
      return hitId == null;
    }

    /** Mechanical Turk forgets tokens after a day; then a repetition would make a second HIT. */
    boolean tokenForgotten(Instant now) {
      return createdAt.plus(Duration.ofHours(20)).isBefore(now);
    }
  }

  /** Notes HITs that are about to be made, all or none. */
  List<Hit> plan(String study, MTurkEnvironment environment, List<Integer> places, Instant expiresAt) {
    return jdbi.inTransaction(handle -> {
      var planned = new ArrayList<Hit>();
      for (var each : places) {
        planned.add(handle.createQuery("""
            INSERT INTO crowd_hit (token, study_id, environment, places, expires_at)
            VALUES (:token, :study, :environment, :places, :expires)
            RETURNING token, study_id, environment, hit_id, places, created_at, expires_at""")
            .bind("token", UUID.randomUUID()).bind("study", study).bind("environment", environment.name())
            .bind("places", each).bind("expires", expiresAt).map(ConstructorMapper.of(Hit.class)).one());
      }
      return planned;
    });
  }

  void created(UUID token, String hitId) {
    jdbi.useHandle(handle -> handle.createUpdate("UPDATE crowd_hit SET hit_id = :hit WHERE token = :token")
        .bind("hit", hitId).bind("token", token).execute());
  }

  /** Forgets a HIT that Mechanical Turk does not have. */
  void drop(UUID token) {
    jdbi.useHandle(handle -> handle.createUpdate("DELETE FROM crowd_hit WHERE token = :token AND hit_id IS NULL")
        .bind("token", token).execute());
  }

  void places(UUID token, int places) {
    jdbi.useHandle(handle -> handle.createUpdate("UPDATE crowd_hit SET places = :places WHERE token = :token")
        .bind("places", places).bind("token", token).execute());
  }

  void expires(UUID token, Instant at) {
    jdbi.useHandle(handle -> handle.createUpdate("UPDATE crowd_hit SET expires_at = :at WHERE token = :token")
        .bind("at", at).bind("token", token).execute());
  }

  /** The HITs of a study in one environment, the oldest first. */
  List<Hit> of(String study, MTurkEnvironment environment) {
    return jdbi.withHandle(handle -> handle.createQuery(ROW
        + "WHERE study_id = :study AND environment = :environment ORDER BY created_at, token")
        .bind("study", study).bind("environment", environment.name()).map(ConstructorMapper.of(Hit.class)).list());
  }

  /** Closed studies of which something is still offered. */
  List<String> offeredThoughClosed(MTurkEnvironment environment) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT DISTINCT study_id FROM crowd_hit JOIN study USING (study_id)
        WHERE state = 'closed' AND environment = :environment AND expires_at > now()""")
        .bind("environment", environment.name()).mapTo(String.class).list());
  }

  /** The HIT of this study with this id, or one that is being made, whose id is not known yet. */
  Optional<Hit> findOrUnfinished(String study, String hitId) {
    return jdbi.withHandle(handle -> handle.createQuery(ROW
        + "WHERE study_id = :study AND (hit_id = :hit OR hit_id IS NULL) ORDER BY hit_id LIMIT 1")
        .bind("study", study).bind("hit", hitId).map(ConstructorMapper.of(Hit.class)).findOne());
  }
}
