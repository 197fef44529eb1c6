package org.improvedgan.humaneval.page;

import static org.improvedgan.humaneval.storage.Rows.instant;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.page.Page.Kind;
import org.improvedgan.humaneval.page.Plan.PlannedPage;
import org.improvedgan.humaneval.study.StudySettings.Mode;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Pages and their images in PostgreSQL. */
@ApplicationScoped
public class PageStore {
  private static final int TOKEN_BYTES = 16;
  private static final String SELECT = """
      SELECT page_id, session_id, number, kind, feedback, exposed_at, submitted_at, attention_wanted
      FROM page\s""";

  private final Jdbi jdbi;
  private final Duration lifetime;
  private final Map<UUID, PoolFacts> pools = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();

  PageStore(Jdbi jdbi, HumanEvalConfig config) {
    this.jdbi = jdbi;
    this.lifetime = config.page().lifetime();
  }

  /** How far a session has come; images and attention checks, each once. */
  public record Progress(int done, int of) {
  }

  public Optional<Page> find(Handle handle, UUID pageId) {
    return handle.createQuery(SELECT + "WHERE page_id = :page").bind("page", pageId)
        .map((rs, context) -> page(rs)).findOne();
  }

  /** The pages that are left, in their order: the one to be answered now and those after it, at most {@code limit}. */
  public List<Page> open(Handle handle, UUID sessionId, int limit) {
    return handle.createQuery(SELECT + """
        WHERE session_id = :session AND submitted_at IS NULL ORDER BY number LIMIT :limit""")
        .bind("session", sessionId).bind("limit", limit).map((rs, context) -> page(rs)).list();
  }

  /** @param mode in {@link Mode#SINGLE} every page counts one, and its images need not be looked at */
  public Progress progress(Handle handle, UUID sessionId, Mode mode) {
    var size = mode == Mode.SINGLE ? "1"
        : "greatest(1, (SELECT count(*) FROM trial WHERE trial.page_id = page.page_id))";
    return handle.createQuery("""
        SELECT coalesce(sum(size) FILTER (WHERE submitted_at IS NOT NULL), 0) AS done, coalesce(sum(size), 0) AS of
        FROM (SELECT submitted_at, <size> AS size FROM page WHERE session_id = :session) AS pages""")
        .define("size", size).bind("session", sessionId)
        .map((rs, context) -> new Progress(rs.getInt("done"), rs.getInt("of"))).one();
  }

  /**
   * Stores the pages of a session.
   *
   * @param stimuli images of all pages, in order
   */
  public void insert(Handle handle, UUID sessionId, List<PlannedPage> plan, Iterator<UUID> stimuli) {
    var rows = new Rows();
    for (var planned : plan) {
      var page = UUID.randomUUID();
      rows.pages.add(page);
      rows.kinds.add(planned.kind().name().toLowerCase(Locale.ROOT));
      rows.feedback.add(planned.feedback());
      rows.wanted.add(planned.attentionWanted());
      for (var position = 0; position < planned.slots().size(); position++) {
        rows.pageOfTrial.add(page);
        rows.positions.add(position);
        rows.tokens.add(token());
        rows.stimuli.add(stimuli.next());
      }
    }
    handle.createUpdate("""
        INSERT INTO page (page_id, session_id, number, kind, feedback, attention_wanted)
        SELECT page, :session, number, kind, feedback, wanted
        FROM unnest(:pages, :kinds, :feedback, :wanted)
          WITH ORDINALITY AS rows (page, kind, feedback, wanted, number)""")
        .bind("session", sessionId).bindArray("pages", UUID.class, rows.pages)
        .bindArray("kinds", String.class, rows.kinds).bindArray("feedback", Boolean.class, rows.feedback)
        .bindArray("wanted", Boolean.class, rows.wanted).execute();
    handle.createUpdate("""
        INSERT INTO trial (page_id, position, token, stimulus_id)
        SELECT * FROM unnest(:pages, :positions, :tokens, :stimuli)""")
        .bindArray("pages", UUID.class, rows.pageOfTrial).bindArray("positions", Integer.class, rows.positions)
        .bindArray("tokens", String.class, rows.tokens).bindArray("stimuli", UUID.class, rows.stimuli).execute();
  }

  /** Columns of pages and trials: hundreds of rows go to the database in two statements. */
  private static final class Rows {
    private final List<UUID> pages = new ArrayList<>();
    private final List<String> kinds = new ArrayList<>();
    private final List<Boolean> feedback = new ArrayList<>();
    private final List<Boolean> wanted = new ArrayList<>();
    private final List<UUID> pageOfTrial = new ArrayList<>();
    private final List<Integer> positions = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();
    private final List<UUID> stimuli = new ArrayList<>();
  }

  /**
   * What pages say of a pool, which never changes.
   *
   * @param checkpointId whose images it mixes with real ones
   * @param width of its images, pixels
   */
  public record PoolFacts(String checkpointId, int width, int height) {
  }

  /** Of this pool; asked of the database once. */
  public PoolFacts pool(Handle handle, UUID poolId) {
    return pools.computeIfAbsent(poolId, id -> handle.createQuery("""
        SELECT checkpoint_id, width, height FROM pool WHERE pool_id = :pool""").bind("pool", id)
        .map((rs, context) -> new PoolFacts(rs.getString("checkpoint_id"), rs.getInt("width"), rs.getInt("height")))
        .one());
  }

  /**
   * Tokens of images, in the order in which they are shown.
   *
   * @param own of a page
   * @param upcoming of the pages after it
   */
  public record ImageTokens(List<String> own, List<String> upcoming) {
  }

  private record NumberedToken(int number, String token) {
  }

  /** Those of this page and of so many after it. */
  public ImageTokens imageTokens(Handle handle, Page page, int ahead) {
    var all = handle.createQuery("""
        SELECT number, token FROM trial JOIN page USING (page_id)
        WHERE session_id = :session AND number BETWEEN :first AND :last ORDER BY number, position""")
        .bind("session", page.sessionId()).bind("first", page.number()).bind("last", page.number() + ahead)
        .map((rs, context) -> new NumberedToken(rs.getInt(1), rs.getString(2)))
        .collect(Collectors.partitioningBy(token -> token.number() == page.number(),
            Collectors.mapping(NumberedToken::token, Collectors.toList())));
    return new ImageTokens(all.get(true), all.get(false));
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
        .bind("token", token).bind("lifetime", lifetime.toSeconds())
        .map((rs, context) -> new StoredImage(rs.getBytes("png"), rs.getBoolean("covered"))).findOne());
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

  // Not by reflection: these rows are read at every answer.
  private static Page page(ResultSet rs) throws SQLException {
    return new Page(rs.getObject("page_id", UUID.class), rs.getObject("session_id", UUID.class), rs.getInt("number"),
        Kind.valueOf(rs.getString("kind").toUpperCase(Locale.ROOT)), rs.getBoolean("feedback"),
        instant(rs, "exposed_at"), instant(rs, "submitted_at"), rs.getObject("attention_wanted", Boolean.class));
  }

  private String token() {
    var bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
