package org.improvedgan.humaneval.page;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.page.Plan.PlannedPage;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Pages and their images in PostgreSQL. */
@ApplicationScoped
public class PageStore {
  private static final int TOKEN_BYTES = 16;
  private static final String SELECT = """
      SELECT page_id, session_id, number, upper(kind) AS kind, feedback, exposed_at, submitted_at, attention_wanted
      FROM page\s""";
  private static final RowMapper<Page> PAGE = ConstructorMapper.of(Page.class);

  private final Jdbi jdbi;
  private final Duration lifetime;
  private final SecureRandom random = new SecureRandom();

  PageStore(Jdbi jdbi, HumanEvalConfig config) {
    this.jdbi = jdbi;
    this.lifetime = config.page().lifetime();
  }

  /** How far a session has come; images and attention checks, each once. */
  public record Progress(int done, int of) {
  }

  public Optional<Page> find(Handle handle, UUID pageId) {
    return handle.createQuery(SELECT + "WHERE page_id = :page").bind("page", pageId).map(PAGE).findOne();
  }

  /** The page to be answered now, if the session has one left. */
  public Optional<Page> current(Handle handle, UUID sessionId) {
    return handle.createQuery(SELECT + "WHERE session_id = :session AND submitted_at IS NULL ORDER BY number LIMIT 1")
        .bind("session", sessionId).map(PAGE).findOne();
  }

  public Progress progress(Handle handle, UUID sessionId) {
    return handle.createQuery("""
        SELECT coalesce(sum(size) FILTER (WHERE submitted_at IS NOT NULL), 0) AS done, coalesce(sum(size), 0) AS of
        FROM (
          SELECT submitted_at, greatest(1, (SELECT count(*) FROM trial WHERE trial.page_id = page.page_id)) AS size
          FROM page WHERE session_id = :session
        ) AS pages""")
        .bind("session", sessionId).map(ConstructorMapper.of(Progress.class)).one();
  }

  /**
   * Stores the pages of a session.
   *
   * @param stimuli images of all pages, in order
   */
  public void insert(Handle handle, UUID sessionId, List<PlannedPage> plan, Iterator<UUID> stimuli) {
    var pages = handle.prepareBatch("""
        INSERT INTO page (page_id, session_id, number, kind, feedback, attention_wanted)
        VALUES (:page, :session, :number, :kind, :feedback, :wanted)""");
    var trials = handle.prepareBatch("""
        INSERT INTO trial (page_id, position, token, stimulus_id) VALUES (:page, :position, :token, :stimulus)""");
    for (var i = 0; i < plan.size(); i++) {
      var planned = plan.get(i);
      var page = UUID.randomUUID();
      pages.bind("page", page).bind("session", sessionId).bind("number", i + 1)
          .bind("kind", planned.kind().name().toLowerCase(Locale.ROOT)).bind("feedback", planned.feedback())
          .bind("wanted", planned.attentionWanted()).add();
      for (var position = 0; position < planned.slots().size(); position++) {
        trials.bind("page", page).bind("position", position).bind("token", token()).bind("stimulus", stimuli.next()).add();
      }
    }
    pages.execute();
    if (trials.size() > 0) {
      trials.execute();
    }
  }

  /** Width and height of the images of a pool, in pixels. */
  public record Size(int width, int height) {
  }

  /** Of the images of this pool. */
  public Size size(Handle handle, UUID poolId) {
    return handle.createQuery("SELECT width, height FROM pool WHERE pool_id = :pool").bind("pool", poolId)
        .map(ConstructorMapper.of(Size.class)).one();
  }

  /** The checkpoint whose images a pool mixes with real ones. */
  public String checkpoint(Handle handle, UUID poolId) {
    return handle.createQuery("SELECT checkpoint_id FROM pool WHERE pool_id = :pool").bind("pool", poolId)
        .mapTo(String.class).one();
  }

  /** Addresses of a page's images, in the order of their positions. */
  public List<String> imageTokens(Handle handle, UUID pageId) {
    return handle.createQuery("SELECT token FROM trial WHERE page_id = :page ORDER BY position")
        .bind("page", pageId).mapTo(String.class).list();
  }

  /** Addresses of the images of the pages after this one. */
  public List<String> upcoming(Handle handle, Page page, int pages) {
    return handle.createQuery("""
        SELECT token FROM trial JOIN page USING (page_id)
        WHERE session_id = :session AND number > :after AND number <= :last ORDER BY number, position""")
        .bind("session", page.sessionId()).bind("after", page.number()).bind("last", page.number() + pages)
        .mapTo(String.class).list();
  }

  /**
   * An image's PNG file and whether it may still be seen.
   *
   * @param covered its time of exposure is over
   */
  public record StoredImage(byte[] png, boolean covered) {
  }

  /** The image at this address, while its session lives. */
  public Optional<StoredImage> image(String token) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT png, exposed_at IS NOT NULL AND (submitted_at IS NULL OR NOT feedback) AS covered
        FROM trial JOIN stimulus USING (stimulus_id) JOIN page USING (page_id) JOIN session USING (session_id)
        WHERE token = :token AND started_at > now() - make_interval(secs => :lifetime)""")
        .bind("token", token).bind("lifetime", lifetime.toSeconds()).map(ConstructorMapper.of(StoredImage.class))
        .findOne());
  }

  /** Notes that the images of a page have been seen. */
  public void expose(Handle handle, UUID pageId) {
    handle.createUpdate("UPDATE page SET exposed_at = now() WHERE page_id = :page AND exposed_at IS NULL")
        .bind("page", pageId).execute();
  }

  /** Removes everything that a session showed and heard. */
  public void forget(Handle handle, UUID sessionId) {
    handle.createUpdate("DELETE FROM page WHERE session_id = :session").bind("session", sessionId).execute();
  }

  private String token() {
    var bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
