package org.improvedgan.humaneval.page;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.improvedgan.humaneval.page.Mixture.MixedImage;
import org.improvedgan.humaneval.source.GeneratedImages;
import org.improvedgan.images.ImageShape;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Pages and their images in PostgreSQL. */
@ApplicationScoped
public class PageStore {
  private static final String COLUMNS = """
      SELECT page_id, rater_id, study_id, checkpoint_id, dataset, seed, height, width, columns, expires_at, submitted_at
      FROM page\s""";

  private static final RowMapper<Page> PAGE = ConstructorMapper.of(Page.class);

  private final Jdbi jdbi;

  PageStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** A page of this id, whoever's it is. */
  public Optional<Page> find(UUID pageId) {
    return jdbi.withHandle(handle -> handle.createQuery(COLUMNS + "WHERE page_id = :page")
        .bind("page", pageId).map(PAGE).findOne());
  }

  /** As {@link #find}, and nobody else may change it until the transaction ends. */
  public Optional<Page> lock(Handle handle, UUID pageId) {
    return handle.createQuery(COLUMNS + "WHERE page_id = :page FOR UPDATE")
        .bind("page", pageId).map(PAGE).findOne();
  }

  /** The page that this rater has begun and can still submit. */
  public Optional<Page> openPage(UUID raterId) {
    return jdbi.withHandle(handle -> openPage(handle, raterId));
  }

  /** Pages made for this rater within the last hour. */
  public int madeWithinHour(UUID raterId) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT count(*) FROM page WHERE rater_id = :rater AND created_at > now() - interval '1 hour'""")
        .bind("rater", raterId).mapTo(int.class).one());
  }

  /** Stores a page and gives it back; or the open one where another request of this rater was faster. */
  Page add(String studyId, UUID raterId, GeneratedImages generated, int columns, Instant expiresAt,
      List<MixedImage> images) {
    return jdbi.inTransaction(handle -> {
      handle.createUpdate("""
          DELETE FROM page WHERE rater_id = :rater AND submitted_at IS NULL AND expires_at <= now()""")
          .bind("rater", raterId).execute();
      var pageId = UUID.randomUUID();
      if (insertPage(handle, pageId, studyId, raterId, generated, columns, expiresAt)) {
        insertImages(handle, pageId, images);
      }
      return openPage(handle, raterId).orElseThrow();
    });
  }

  /** Addresses of a page's images, in the order of their positions. */
  List<String> imageTokens(UUID pageId) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT token FROM page_image WHERE page_id = :page ORDER BY position""")
        .bind("page", pageId).mapTo(String.class).list());
  }

  /** The PNG file at this address, while its page lives. */
  Optional<byte[]> image(String token) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT png FROM page_image JOIN page USING (page_id) WHERE token = :token AND expires_at > now()""")
        .bind("token", token).mapTo(byte[].class).findOne());
  }

  /** Removes what was begun, never submitted and cannot be any more, and raters of whom nothing is left. */
  int purge() {
    return jdbi.inTransaction(handle -> {
      var pages = handle.execute("DELETE FROM page WHERE submitted_at IS NULL AND expires_at <= now()");
      handle.execute("""
          DELETE FROM rater WHERE created_at < now() - interval '1 day'
            AND NOT EXISTS (SELECT FROM page WHERE page.rater_id = rater.rater_id)""");
      return pages;
    });
  }

  private Optional<Page> openPage(Handle handle, UUID raterId) {
    return handle.createQuery(COLUMNS + "WHERE rater_id = :rater AND submitted_at IS NULL AND expires_at > now()")
        .bind("rater", raterId).map(PAGE).findOne();
  }

  private boolean insertPage(Handle handle, UUID pageId, String studyId, UUID raterId, GeneratedImages generated,
      int columns, Instant expiresAt) {
    ImageShape shape = generated.images().shape();
    return handle.createUpdate("""
        INSERT INTO page (page_id, study_id, rater_id, checkpoint_id, run_id, epoch, dataset, generator_sha256, seed,
          height, width, columns, expires_at)
        VALUES (:page, :study, :rater, :checkpointId, :runId, :epoch, :dataset, :sha256, :seed,
          :height, :width, :columns, :expires)
        ON CONFLICT (rater_id) WHERE submitted_at IS NULL DO NOTHING""")
        .bind("page", pageId).bind("study", studyId).bind("rater", raterId).bindMethods(generated.checkpoint())
        .bind("sha256", generated.generatorSha256()).bind("seed", generated.seed())
        .bind("height", shape.height()).bind("width", shape.width()).bind("columns", columns)
        .bind("expires", expiresAt).execute() == 1;
  }

  private void insertImages(Handle handle, UUID pageId, List<MixedImage> images) {
    var batch = handle.prepareBatch("""
        INSERT INTO page_image (page_id, position, token, png, generated, source_index)
        VALUES (:page, :position, :token, :png, :generated, :sourceIndex)""");
    images.forEach(image -> batch.bind("page", pageId).bind("position", image.position()).bind("token", image.token())
        .bind("png", image.png()).bind("generated", image.generated()).bind("sourceIndex", image.sourceIndex()).add());
    batch.execute();
  }
}
