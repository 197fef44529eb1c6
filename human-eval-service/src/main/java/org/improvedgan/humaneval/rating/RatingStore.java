package org.improvedgan.humaneval.rating;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Judgements in PostgreSQL. */
@ApplicationScoped
class RatingStore {

  /** One stored answer with its truth. */
  public record Answer(int position, boolean generated, long sourceIndex, boolean judgedGenerated) {
  }

  /** @throws Refusal if there are more or fewer answers than images, or one is missing */
  void insert(Handle handle, UUID pageId, List<Boolean> judgedGenerated) {
    var images = handle.createQuery("SELECT count(*) FROM page_image WHERE page_id = :page")
        .bind("page", pageId).mapTo(int.class).one();
    if (judgedGenerated == null || judgedGenerated.size() != images
        || judgedGenerated.stream().anyMatch(Objects::isNull)) {
      throw new Refusal(Reason.MALFORMED, "Send {\"generated\": […]} with " + images
          + " answers, true or false, one for each image.");
    }
    var batch = handle.prepareBatch(
        "INSERT INTO judgement (page_id, position, judged_generated) VALUES (:page, :position, :judged)");
    for (var position = 0; position < images; position++) {
      batch.bind("page", pageId).bind("position", position).bind("judged", judgedGenerated.get(position)).add();
    }
    batch.execute();
  }

  /** Marks the page as submitted and counts its answers. */
  Instant close(Handle handle, UUID pageId) {
    return handle.createQuery("""
        UPDATE page SET submitted_at = now(), generated_shown = counts.generated_shown, fooled = counts.fooled,
          real_shown = counts.real_shown, doubted = counts.doubted
        FROM (
          SELECT count(*) FILTER (WHERE generated) AS generated_shown,
            count(*) FILTER (WHERE generated AND NOT judged_generated) AS fooled,
            count(*) FILTER (WHERE NOT generated) AS real_shown,
            count(*) FILTER (WHERE NOT generated AND judged_generated) AS doubted
          FROM page_image JOIN judgement USING (page_id, position) WHERE page_id = :page
        ) AS counts
        WHERE page_id = :page RETURNING submitted_at""")
        .bind("page", pageId).mapTo(Instant.class).one();
  }

  List<Answer> answers(Handle handle, UUID pageId) {
    return handle.createQuery("""
        SELECT position, generated, source_index, judged_generated
        FROM page_image JOIN judgement USING (page_id, position) WHERE page_id = :page ORDER BY position""")
        .bind("page", pageId).map(ConstructorMapper.of(Answer.class)).list();
  }
}
