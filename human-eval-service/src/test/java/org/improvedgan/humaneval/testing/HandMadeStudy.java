package org.improvedgan.humaneval.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.improvedgan.humaneval.study.SettingsJson;
import org.jdbi.v3.core.Jdbi;

/** A study written straight into the database, state by state, as no rater could bring it about in a test. */
public final class HandMadeStudy {
  private final Jdbi jdbi;
  private final String id;

  /**
   * @param state of the study, in small letters
   * @param settings JSON, what is left out has its default
   */
  public HandMadeStudy(Jdbi jdbi, String id, String state, String settings) {
    this.jdbi = jdbi;
    this.id = id;
    jdbi.useHandle(handle -> handle.execute("INSERT INTO study (study_id, settings, state) VALUES (?, ?::jsonb, ?)", id,
        complete(settings), state));
  }

  /** An image of a pool. */
  public record Stimulus(UUID id, boolean generated, boolean gold, int sourceIndex) {
  }

  /** What a rater takes it for. */
  public record Answer(Stimulus stimulus, boolean judgedGenerated) {

    public boolean wrong() {
      return stimulus.generated() != judgedGenerated;
    }
  }

  public void move(String state) {
    jdbi.useHandle(handle -> handle.execute("UPDATE study SET state = ? WHERE study_id = ?", state, id));
  }

  public UUID pool(String checkpoint, int epoch) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        INSERT INTO pool (study_id, checkpoint_id, run_id, epoch, dataset, generator_sha256, height, width)
        VALUES (:study, :checkpoint, 'run', :epoch, 'drawn-digits', 'ab', 28, 28) RETURNING pool_id""")
        .bind("study", id).bind("checkpoint", checkpoint).bind("epoch", epoch).mapTo(UUID.class).one());
  }

  /** An image whose "PNG file" is its kind and index. */
  public Stimulus stimulus(UUID pool, boolean generated, boolean gold, int sourceIndex) {
    var stimulus = jdbi.withHandle(handle -> handle.createQuery("""
        INSERT INTO stimulus (pool_id, generated, gold, seed, source_index, png)
        VALUES (:pool, :generated, :gold, :seed, :index, :png) RETURNING stimulus_id""")
        .bind("pool", pool).bind("generated", generated).bind("gold", gold).bind("seed", generated ? -1L : 0L)
        .bind("index", sourceIndex).bind("png", ("png " + generated + sourceIndex).getBytes())
        .mapTo(UUID.class).one());
    return new Stimulus(stimulus, generated, gold, sourceIndex);
  }

  public List<Stimulus> stimuli(UUID pool, boolean generated, int count) {
    var stimuli = new ArrayList<Stimulus>();
    for (var i = 0; i < count; i++) {
      stimuli.add(stimulus(pool, generated, false, i));
    }
    return stimuli;
  }

  public UUID rater() {
    var rater = UUID.randomUUID();
    jdbi.useHandle(handle -> handle.execute("INSERT INTO rater (rater_id, study_id, identity) VALUES (?, ?, ?)", rater,
        id, rater.toString().getBytes()));
    return rater;
  }

  /** A session that began a minute ago. */
  public UUID session(UUID rater, String arm, UUID pool, String state, String... exclusions) {
    var session = UUID.randomUUID();
    jdbi.useHandle(handle -> handle.createUpdate("""
        INSERT INTO session (session_id, study_id, rater_id, arm, pool_id, state, platform, exclusions, started_at,
          finished_at)
        VALUES (:session, :study, :rater, :arm, :pool, :state, 'link', :exclusions, now() - interval '1 minute',
          CASE WHEN :state IN ('active', 'abandoned') THEN NULL ELSE now() END)""")
        .bind("session", session).bind("study", id).bind("rater", rater).bind("arm", arm).bind("pool", pool)
        .bind("state", state).bindArray("exclusions", String.class, (Object[]) exclusions).execute());
    return session;
  }

  /** A page whose answers were locked {@code secondsAfterBegin} seconds after the session began. */
  public UUID page(UUID session, int number, String kind, int secondsAfterBegin, List<Answer> answers) {
    var page = UUID.randomUUID();
    jdbi.useTransaction(handle -> {
      handle.createUpdate("""
          INSERT INTO page (page_id, session_id, number, kind, feedback, submitted_at)
          SELECT :page, session_id, :number, :kind, true, started_at + make_interval(secs => :after)
          FROM session WHERE session_id = :session""").bind("page", page).bind("session", session)
          .bind("number", number).bind("kind", kind).bind("after", secondsAfterBegin).execute();
      for (var position = 0; position < answers.size(); position++) {
        var answer = answers.get(position);
        handle.execute("INSERT INTO trial (page_id, position, token, stimulus_id) VALUES (?, ?, ?, ?)", page, position,
            page + "/" + position, answer.stimulus().id());
        handle.execute("INSERT INTO judgement (page_id, position, judged_generated, millis) VALUES (?, ?, ?, ?)", page,
            position, answer.judgedGenerated(), 100 + position);
      }
      if (kind.equals("main")) {
        var counted = answers.stream().filter(answer -> !answer.stimulus().gold()).toList();
        handle.execute("UPDATE page SET generated_shown = ?, fooled = ?, real_shown = ?, doubted = ? WHERE page_id = ?",
            count(counted, true, false), count(counted, true, true), count(counted, false, false),
            count(counted, false, true), page);
      }
    });
    return page;
  }

  /** A page that was not answered. */
  public void openPage(UUID session, int number, List<Stimulus> stimuli) {
    var page = UUID.randomUUID();
    jdbi.useTransaction(handle -> {
      handle.execute("INSERT INTO page (page_id, session_id, number, kind, feedback) VALUES (?, ?, ?, 'main', true)",
          page, session, number);
      for (var position = 0; position < stimuli.size(); position++) {
        handle.execute("INSERT INTO trial (page_id, position, token, stimulus_id) VALUES (?, ?, ?, ?)", page, position,
            page + "/" + position, stimuli.get(position).id());
      }
    });
  }

  private static long count(List<Answer> answers, boolean generated, boolean onlyWrong) {
    return answers.stream().filter(answer -> answer.stimulus().generated() == generated)
        .filter(answer -> answer.wrong() || !onlyWrong).count();
  }

  private static String complete(String settings) {
    try {
      return SettingsJson.write(SettingsJson.read(new ObjectMapper().readTree(settings)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
