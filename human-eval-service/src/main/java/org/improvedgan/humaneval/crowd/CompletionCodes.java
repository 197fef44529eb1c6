package org.improvedgan.humaneval.crowd;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.improvedgan.humaneval.crowd.Completion.Kind;
import org.improvedgan.humaneval.session.Session;
import org.improvedgan.humaneval.session.Session.State;
import org.improvedgan.humaneval.storage.Secrets;
import org.improvedgan.humaneval.study.Study;
import org.improvedgan.humaneval.study.StudySettings.Platform;

/**
 * Codes by which raters show that they are done: one that the study fixes, as panels expect it, or one for each session
 * that only this service can make: ten letters and digits, 50 bits of an HMAC.
 */
@ApplicationScoped
public class CompletionCodes {
  /** Without I, L, O and U, which are misread. */
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int LENGTH = 10;
  private static final int BITS = 5;

  private final Secrets secrets;

  CompletionCodes(Secrets secrets) {
    this.secrets = secrets;
  }

  /** The session's own code. */
  public String of(UUID session) {
    var hmac = secrets.hmac("completion-code", session.toString().getBytes(StandardCharsets.UTF_8));
    var bits = 0L;
    for (var i = 0; i < Long.BYTES; i++) {
      bits = bits << Byte.SIZE | hmac[i] & 0xff;
    }
    var code = new StringBuilder(LENGTH);
    for (var i = 0; i < LENGTH; i++) {
      code.append(ALPHABET.charAt((int) (bits >>> i * BITS) & (1 << BITS) - 1));
    }
    return code.toString();
  }

  /** Whether {@code code} is the session's own; small letters, spaces and hyphens do not matter. */
  public boolean matches(String code, UUID session) {
    var written = code.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "");
    return MessageDigest.isEqual(written.getBytes(StandardCharsets.UTF_8),
        of(session).getBytes(StandardCharsets.UTF_8));
  }

  /** Hands a session back with a code, if it ended as the study provides for and somebody wants to know. */
  Completion complete(Study study, Session session, String message) {
    var again = study.settings().repeat() && session.state() == State.FINISHED;
    var wanted = study.settings().completion();
    if (session.state() != State.FINISHED && session.state() != State.DISQUALIFIED
        || wanted == null && study.settings().payment() == null && study.settings().platform() != Platform.PROLIFIC) {
      return new Completion(Kind.NONE, null, null, Map.of(), again, message);
    }
    var code = code(study, session);
    return wanted == null || wanted.url() == null ? new Completion(Kind.CODE, code, null, Map.of(), again, message)
        : new Completion(Kind.REDIRECT, code,
            wanted.url().replace("{code}", URLEncoder.encode(code, StandardCharsets.UTF_8)), Map.of(), again, message);
  }

  private String code(Study study, Session session) {
    var wanted = study.settings().completion();
    if (wanted != null && session.state() == State.DISQUALIFIED && wanted.screenedOutCode() != null) {
      return wanted.screenedOutCode();
    }
    return wanted == null || wanted.code() == null ? of(session.sessionId()) : wanted.code();
  }
}
