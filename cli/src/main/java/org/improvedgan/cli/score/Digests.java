package org.improvedgan.cli.score;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.improvedgan.images.ImageShape;

/** SHA-256 as text. */
public final class Digests {

  private static final int PIECE_BYTES = 1 << 20;

  private Digests() {
  }

  /** SHA-256 of a file's bytes, lower-case hexadecimal. */
  public static String sha256(byte[] bytes) {
    return hex(begin().digest(bytes));
  }

  /** SHA-256 of a text in UTF-8, lower-case hexadecimal. */
  static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  /** SHA-256 of the shape and the pixels of a source's first images. */
  static String ofPixels(ImageSource source, int count) {
    ImageShape shape = source.shape();
    MessageDigest digest = begin();
    digest.update(("pixels " + count + " of " + shape + "\n").getBytes(StandardCharsets.UTF_8));
    int piece = Math.max(1, PIECE_BYTES / shape.size());
    for (int done = 0; done < count; done += piece) {
      digest.update(source.range(done, Math.min(piece, count - done)).pixels());
    }
    return hex(digest.digest());
  }

  static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
