package org.improvedgan.inference;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in lower-case hexadecimal. */
final class Sha256 {

  private Sha256() {
  }

  /** Of all the bytes, lower-case hexadecimal. */
  static String hex(byte[] bytes) {
    return hex(begin(), bytes);
  }

  /** Of what has gone into the digest, lower-case hexadecimal. */
  static String hex(MessageDigest digest, byte... last) {
    return HexFormat.of().formatHex(digest.digest(last));
  }

  /** A digest of nothing yet. */
  static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
