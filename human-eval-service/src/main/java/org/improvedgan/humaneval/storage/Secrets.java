package org.improvedgan.humaneval.storage;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.jdbi.v3.core.Jdbi;

/** The service's one secret, and HMAC-SHA-256 with keys derived from it, a separate key for each purpose. */
@ApplicationScoped
public class Secrets {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 32;

  private final HumanEvalConfig config;
  private final Jdbi jdbi;
  private volatile byte[] secret;

  Secrets(HumanEvalConfig config, Jdbi jdbi) {
    this.config = config;
    this.jdbi = jdbi;
  }

  /** 32 bytes: HMAC-SHA-256 of {@code message} under the key of {@code purpose}. */
  public byte[] hmac(String purpose, byte[] message) {
    var key = mac(secret(), purpose.getBytes(StandardCharsets.UTF_8));
    return mac(key, message);
  }

  private byte[] secret() {
    if (secret == null) {
      secret = config.secret().map(text -> text.getBytes(StandardCharsets.UTF_8)).orElseGet(this::stored);
    }
    return secret;
  }

  /** Of several services that start at once on an empty database, one stores its secret and all read that one. */
  private byte[] stored() {
    var fresh = new byte[BYTES];
    new SecureRandom().nextBytes(fresh);
    return jdbi.inTransaction(handle -> {
      handle.createUpdate("INSERT INTO secret (name, value) VALUES ('master', :value) ON CONFLICT DO NOTHING")
          .bind("value", fresh).execute();
      return handle.createQuery("SELECT value FROM secret WHERE name = 'master'").mapTo(byte[].class).one();
    });
  }

  private static byte[] mac(byte[] key, byte[] message) {
    try {
      SecretKey secretKey = new SecretKeySpec(key, ALGORITHM);
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(secretKey);
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no " + ALGORITHM + ".", e);
    }
  }
}
