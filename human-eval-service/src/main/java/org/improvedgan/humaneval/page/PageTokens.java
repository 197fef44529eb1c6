package org.improvedgan.humaneval.page;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.storage.Secrets;

/**
 * What names a page to its rater: page id (16 bytes), end of its life (8 bytes, seconds since 1970) and the
 * HMAC-SHA-256 of both (32 bytes), as base64url. Nobody can make one up or prolong one.
 */
@ApplicationScoped
public class PageTokens {
  private static final int SIGNED_BYTES = 24;
  private static final int HMAC_BYTES = 32;
  private static final int CHARACTERS = 75;

  private final Secrets secrets;

  PageTokens(Secrets secrets) {
    this.secrets = secrets;
  }

  public String issue(UUID page, Instant expiresAt) {
    var signed = ByteBuffer.allocate(SIGNED_BYTES).putLong(page.getMostSignificantBits())
        .putLong(page.getLeastSignificantBits()).putLong(expiresAt.getEpochSecond()).array();
    var token = ByteBuffer.allocate(SIGNED_BYTES + HMAC_BYTES).put(signed).put(hmac(signed)).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /**
   * The page that {@code token} names.
   *
   * @throws Refusal if this service did not issue it, or its time is over
   */
  public UUID verify(String token) {
    return verify(token, Instant.now());
  }

  UUID verify(String token, Instant now) {
    var bytes = decode(token);
    var signed = Arrays.copyOf(bytes, SIGNED_BYTES);
    if (!MessageDigest.isEqual(hmac(signed), Arrays.copyOfRange(bytes, SIGNED_BYTES, bytes.length))) {
      throw unknown();
    }
    var fields = ByteBuffer.wrap(signed);
    var page = new UUID(fields.getLong(), fields.getLong());
    if (now.getEpochSecond() >= fields.getLong()) {
      throw new Refusal(Reason.EXPIRED, "This page's time is over; please start a new one.");
    }
    return page;
  }

  private byte[] hmac(byte[] signed) {
    return secrets.hmac("page-token", signed);
  }

  private static byte[] decode(String token) {
    if (token.length() != CHARACTERS) {
      throw unknown();
    }
    try {
      return Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
  }

  private static Refusal unknown() {
    return new Refusal(Reason.UNKNOWN, "There is no such page; please start a new one.");
  }
}
