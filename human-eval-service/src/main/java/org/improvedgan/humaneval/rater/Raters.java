package org.improvedgan.humaneval.rater;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.storage.Secrets;
import org.improvedgan.humaneval.study.StudySettings.Platform;
import org.jdbi.v3.core.Handle;

/**
 * Who rates: a platform's worker, or a browser with a random key in a cookie. The database holds a keyed hash of that name,
 * different in every study, and a random id by which the answers of one rater belong together. Nothing else is known of a
 * person.
 */
@ApplicationScoped
public class Raters {
  private static final int KEY_BYTES = 16;
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{22}");

  private final HumanEvalConfig config;
  private final Secrets secrets;
  private final SecureRandom random = new SecureRandom();

  Raters(HumanEvalConfig config, Secrets secrets) {
    this.config = config;
    this.secrets = secrets;
  }

  /** A key for a browser that has none. */
  public String newKey() {
    var bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Whether a cookie's value can be one that {@link #newKey} made. */
  public static boolean isKey(String key) {
    return key != null && KEY.matcher(key).matches();
  }

  /** The rater of this study whose name on the platform is {@code worker}, if known. */
  public Optional<UUID> find(Handle handle, String studyId, Platform platform, String worker) {
    return handle.createQuery("SELECT rater_id FROM rater WHERE study_id = :study AND identity = :identity")
        .bind("study", studyId).bind("identity", identity(studyId, platform, worker)).mapTo(UUID.class).findOne();
  }

  /**
   * As {@link #find}; who is unknown is entered.
   *
   * @throws Refusal when as many new raters came within the last minute as are allowed
   */
  public UUID findOrCreate(Handle handle, String studyId, Platform platform, String worker) {
    var known = find(handle, studyId, platform, worker);
    if (known.isPresent()) {
      return known.get();
    }
    requireRoom(handle);
    handle.createUpdate("""
        INSERT INTO rater (rater_id, study_id, identity, platform) VALUES (:rater, :study, :identity, :platform)
        ON CONFLICT DO NOTHING""")
        .bind("rater", UUID.randomUUID()).bind("study", studyId).bind("platform", name(platform))
        .bind("identity", identity(studyId, platform, worker)).execute();
    return find(handle, studyId, platform, worker).orElseThrow();
  }

  /** What is stored of a name: an HMAC-SHA-256 under the service's secret. */
  public byte[] identity(String studyId, Platform platform, String worker) {
    // Cookie keys came first and have no platform in front; none of them can contain a line feed.
    var name = platform == Platform.LINK ? worker : name(platform) + "\n" + worker;
    return secrets.hmac("rater", (studyId + "\n" + name).getBytes(StandardCharsets.UTF_8));
  }

  private void requireRoom(Handle handle) {
    var recent = handle.createQuery("SELECT count(*) FROM rater WHERE created_at > now() - interval '1 minute'")
        .mapTo(int.class).one();
    if (recent >= config.limit().ratersPerMinute()) {
      throw new Refusal(Reason.TOO_MANY, "Too many people start at the same time; please try again in a minute.");
    }
  }

  private static String name(Platform platform) {
    return platform.name().toLowerCase(Locale.ROOT);
  }
}
