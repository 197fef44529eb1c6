package org.improvedgan.humaneval.rater;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.storage.Secrets;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Who rates: a browser with a random key in a cookie. The database holds a keyed hash of that key, different in every
 * study, and a random id by which the answers of one rater belong together. Nothing else is known of a person.
 */
@ApplicationScoped
public class Raters {
  private static final int KEY_BYTES = 16;
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{22}");

  private final HumanEvalConfig config;
  private final Secrets secrets;
  private final Jdbi jdbi;
  private final SecureRandom random = new SecureRandom();

  Raters(HumanEvalConfig config, Secrets secrets, Jdbi jdbi) {
    this.config = config;
    this.secrets = secrets;
    this.jdbi = jdbi;
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

  /** The rater with this key, or empty if it is none or unknown. */
  public Optional<UUID> find(String key) {
    return isKey(key) ? jdbi.withHandle(handle -> find(handle, identity(key))) : Optional.empty();
  }

  /** @throws Refusal when as many new raters came within the last minute as are allowed */
  public void requireRoom() {
    var recent = jdbi.withHandle(handle -> handle.createQuery("""
        SELECT count(*) FROM rater WHERE created_at > now() - interval '1 minute'""").mapTo(int.class).one());
    if (recent >= config.limit().ratersPerMinute()) {
      throw new Refusal(Reason.TOO_MANY, "Too many people start at the same time; please try again in a minute.");
    }
  }

  /**
   * The rater with this key, who is entered on first sight.
   *
   * @param key one that {@link #isKey}
   */
  public UUID findOrCreate(String key) {
    var identity = identity(key);
    return jdbi.inTransaction(handle -> {
      handle.createUpdate("""
          INSERT INTO rater (rater_id, study_id, identity) VALUES (:rater, :study, :identity) ON CONFLICT DO NOTHING""")
          .bind("rater", UUID.randomUUID()).bind("study", config.study()).bind("identity", identity).execute();
      return find(handle, identity).orElseThrow();
    });
  }

  private Optional<UUID> find(Handle handle, byte[] identity) {
    return handle.createQuery("SELECT rater_id FROM rater WHERE study_id = :study AND identity = :identity")
        .bind("study", config.study()).bind("identity", identity).mapTo(UUID.class).findOne();
  }

  private byte[] identity(String key) {
    return secrets.hmac("rater", (config.study() + "\n" + key).getBytes(StandardCharsets.UTF_8));
  }
}
