package org.improvedgan.humaneval.page;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.page.PageResult.LabelledJudgement;
import org.jdbi.v3.core.Handle;

/** Judgements in PostgreSQL. */
@ApplicationScoped
public class AnswerStore {

  /** One stored answer with its truth. */
  public record Answer(int position, boolean generated, boolean gold, long seed, long sourceIndex,
      boolean judgedGenerated, Integer millis) {
  }

  /**
   * Stores the answers about a page's images.
   *
   * @return them with the truth
   * @throws Refusal if there are more or fewer answers than images, or one is missing
   */
  public List<Answer> insert(Handle handle, UUID pageId, Answers answers) {
    var stored = handle.createQuery("""
        SELECT position, generated, gold, seed, source_index FROM trial JOIN stimulus USING (stimulus_id)
        WHERE page_id = :page ORDER BY position""")
        .bind("page", pageId).map((rs, context) -> answer(rs, answers)).list();
    require(answers, stored.size());
    var batch = handle.prepareBatch("""
        INSERT INTO judgement (page_id, position, judged_generated, millis)
        VALUES (:page, :position, :judged, :millis)""");
    stored.forEach(answer -> batch.bind("page", pageId).bind("position", answer.position())
        .bind("judged", answer.judgedGenerated()).bind("millis", answer.millis()).add());
    batch.execute();
    return stored;
  }

  private static Answer answer(ResultSet rs, Answers answers) throws SQLException {
    var position = rs.getInt("position");
    return answers == null ? answer(rs, false, null) : answer(rs, answers.is(position), answers.millisOf(position));
  }

  private static Answer answer(ResultSet rs, boolean judgedGenerated, Integer millis) throws SQLException {
    return new Answer(rs.getInt("position"), rs.getBoolean("generated"), rs.getBoolean("gold"), rs.getLong("seed"),
        rs.getLong("source_index"), judgedGenerated, millis);
  }

  /** Marks a page as submitted. */
  public Instant close(Handle handle, UUID pageId) {
    return handle.createQuery("UPDATE page SET submitted_at = now() WHERE page_id = :page RETURNING submitted_at")
        .bind("page", pageId).mapTo(Instant.class).one();
  }

  /** Marks a main page as submitted, and counts its answers but those about gold items. */
  public Instant closeAndCount(Handle handle, UUID pageId, List<Answer> answers) {
    var counted = answers.stream().filter(answer -> !answer.gold()).toList();
    return handle.createQuery("""
        UPDATE page SET submitted_at = now(), generated_shown = :generated, fooled = :fooled, real_shown = :real,
          doubted = :doubted
        WHERE page_id = :page RETURNING submitted_at""")
        .bind("page", pageId)
        .bind("generated", counted.stream().filter(Answer::generated).count())
        .bind("fooled", counted.stream().filter(a -> a.generated() && !a.judgedGenerated()).count())
        .bind("real", counted.stream().filter(a -> !a.generated()).count())
        .bind("doubted", counted.stream().filter(a -> !a.generated() && a.judgedGenerated()).count())
        .mapTo(Instant.class).one();
  }

  /** Takes the answer to an attention check. */
  public Instant closeAttention(Handle handle, UUID pageId, Answers answers) {
    require(answers, 1);
    return handle.createQuery("""
        UPDATE page SET submitted_at = now(), attention_given = :given WHERE page_id = :page RETURNING submitted_at""")
        .bind("page", pageId).bind("given", answers.generated().get(0)).mapTo(Instant.class).one();
  }

  /** What was answered about each image, with the truth. */
  public List<Answer> answers(Handle handle, UUID pageId) {
    return handle.createQuery("""
        SELECT position, generated, gold, seed, source_index, judged_generated, millis
        FROM trial JOIN judgement USING (page_id, position) JOIN stimulus USING (stimulus_id)
        WHERE page_id = :page ORDER BY position""")
        .bind("page", pageId).map((rs, context) -> answer(rs, rs.getBoolean("judged_generated"),
            rs.getObject("millis", Integer.class))).list();
  }

  /** The truth about a page whose answers are locked. */
  public static PageResult result(List<Answer> answers, Instant submittedAt) {
    var wrong = (int) answers.stream().filter(a -> a.generated() != a.judgedGenerated()).count();
    return new PageResult(submittedAt, wrong, answers.stream()
        .map(a -> new LabelledJudgement(a.position(), a.generated(), a.judgedGenerated())).toList());
  }

  private static void require(Answers answers, int images) {
    if (answers == null || !answers.areFor(images)) {
      throw new Refusal(Reason.MALFORMED, "Send {\"generated\": […]} with " + images
          + (images == 1 ? " answer, true or false." : " answers, true or false, one for each image."));
    }
  }
}
