package org.improvedgan.humaneval.storage;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Tokens that name a stored thing: its id (16 bytes) and the HMAC-SHA-256 of the id (32 bytes) under a key of their own for
 * each purpose, as 64 characters of base64url. Nobody can make one up, and none serves two purposes.
 */
@ApplicationScoped
public class SignedIds {
  private static final int ID_BYTES = 16;
  private static final int CHARACTERS = 64;

  private final Secrets secrets;

  SignedIds(Secrets secrets) {
    this.secrets = secrets;
  }

  public String issue(String purpose, UUID id) {
    var bytes = ByteBuffer.allocate(ID_BYTES).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits())
        .array();
    var token = ByteBuffer.allocate(CHARACTERS / 4 * 3).put(bytes).put(secrets.hmac(purpose, bytes)).array();
    return Base64.getUrlEncoder().encodeToString(token);
  }

  /** The id, or empty if this service did not issue the token for this purpose. */
  public Optional<UUID> verify(String purpose, String token) {
    if (token == null || token.length() != CHARACTERS) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    var id = Arrays.copyOf(bytes, ID_BYTES);
    if (!MessageDigest.isEqual(secrets.hmac(purpose, id), Arrays.copyOfRange(bytes, ID_BYTES, bytes.length))) {
      return Optional.empty();
    }
    var fields = ByteBuffer.wrap(id);
    return Optional.of(new UUID(fields.getLong(), fields.getLong()));
  }
}
