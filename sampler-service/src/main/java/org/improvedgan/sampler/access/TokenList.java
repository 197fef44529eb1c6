package org.improvedgan.sampler.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names and the SHA-256 of their tokens: what is stored opens nothing. */
final class TokenList {

  private static final Pattern ENTRY = Pattern.compile("([^:\\s]{1,100}):([0-9a-fA-F]{64})");

  private record Entry(String name, byte[] sha256) {
  }

  private final List<Entry> entries;

  private TokenList(List<Entry> entries) {
    this.entries = entries;
  }

  /**
   * Reads entries {@code name:sha256}; empty ones and those that begin with {@code #} are left out.
   *
   * @param source where they stand, for the message
   * @throws IllegalStateException that names the entry which is none
   */
  static TokenList of(String source, List<String> texts) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i).strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      Matcher entry = ENTRY.matcher(text);
      if (!entry.matches()) {
        // Not the text itself: it may be a token that was written down by mistake.
        throw new IllegalStateException("Entry " + (i + 1) + " of " + source + " is no token: write name:sha256, with "
            + "the 64 digits that `printf %s TOKEN | sha256sum` prints.");
      }
      entries.add(new Entry(entry.group(1), HexFormat.of().parseHex(entry.group(2))));
    }
    return new TokenList(List.copyOf(entries));
  }

  TokenList and(TokenList others) {
    List<Entry> all = new ArrayList<>(entries);
    all.addAll(others.entries);
    return new TokenList(List.copyOf(all));
  }

  int size() {
    return entries.size();
  }

  /** Whose token this is. Takes as long for a wrong token as for a right one. */
  Optional<String> nameOf(String token) {
    byte[] digest = sha256(token);
    String name = null;
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(entry.sha256(), digest)) {
        name = entry.name();
      }
    }
    return Optional.ofNullable(name);
  }

  private static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256.", e);
    }
  }
}
