package org.improvedgan.humaneval.page;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.page.PageResult.LabelledJudgement;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

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
   * @throws Refusal if there are more or fewer answers than images, or one is missing
   */
  public void insert(Handle handle, UUID pageId, Answers answers) {
    var images = handle.createQuery("SELECT count(*) FROM trial WHERE page_id = :page")
        .bind("page", pageId).mapTo(int.class).one();
    require(answers, images);
    var batch = handle.prepareBatch("""
        INSERT INTO judgement (page_id, position, judged_generated, millis)
        VALUES (:page, :position, :judged, :millis)""");
    for (var position = 0; position < images; position++) {
      batch.bind("page", pageId).bind("position", position).bind("judged", answers.generated().get(position))
          .bind("millis", answers.millisOf(position)).add();
    }
    batch.execute();
  }

  /** Marks a page as submitted. */
  public void close(Handle handle, UUID pageId) {
    handle.createUpdate("UPDATE page SET submitted_at = now() WHERE page_id = :page").bind("page", pageId).execute();
  }

  /** Marks a main page as submitted, and counts its answers but those about gold items. */
  public void closeAndCount(Handle handle, UUID pageId) {
    handle.createUpdate("""
        UPDATE page SET submitted_at = now(), generated_shown = counts.generated_shown, fooled = counts.fooled,
          real_shown = counts.real_shown, doubted = counts.doubted
        FROM (
          SELECT count(*) FILTER (WHERE generated) AS generated_shown,
            count(*) FILTER (WHERE generated AND NOT judged_generated) AS fooled,
            count(*) FILTER (WHERE NOT generated) AS real_shown,
            count(*) FILTER (WHERE NOT generated AND judged_generated) AS doubted
          FROM trial JOIN judgement USING (page_id, position) JOIN stimulus USING (stimulus_id)
          WHERE page_id = :page AND NOT gold
        ) AS counts
        WHERE page_id = :page""")
        .bind("page", pageId).execute();
  }

  /** Takes the answer to an attention check. */
  public void closeAttention(Handle handle, UUID pageId, Answers answers) {
    require(answers, 1);
    handle.createUpdate("UPDATE page SET submitted_at = now(), attention_given = :given WHERE page_id = :page")
        .bind("page", pageId).bind("given", answers.generated().get(0)).execute();
  }

  /** What was answered about each image, with the truth. */
  public List<Answer> answers(Handle handle, UUID pageId) {
    return handle.createQuery("""
        SELECT position, generated, gold, seed, source_index, judged_generated, millis
        FROM trial JOIN judgement USING (page_id, position) JOIN stimulus USING (stimulus_id)
        WHERE page_id = :page ORDER BY position""")
        .bind("page", pageId).map(ConstructorMapper.of(Answer.class)).list();
  }

  /** The truth about a page whose answers are locked. */
  public PageResult result(Handle handle, UUID pageId, Instant submittedAt) {
    var answers = answers(handle, pageId);
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
