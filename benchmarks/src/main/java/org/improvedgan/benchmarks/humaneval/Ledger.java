package org.improvedgan.benchmarks.humaneval;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What the service acknowledged, as the raters know it: nothing else can say whether an answer was lost. */
public final class Ledger {
  private final Map<UUID, List<Boolean>> answers = new ConcurrentHashMap<>();
  private final Map<UUID, UUID> sessions = new ConcurrentHashMap<>();
  private final Set<UUID> withdrawn = ConcurrentHashMap.newKeySet();
  private final Set<String> surprises = ConcurrentHashMap.newKeySet();

  /** A page's answers were taken; its session and the page are named by their tokens. */
  void acknowledged(String session, String page, List<Boolean> generated) {
    answers.put(id(page), generated);
    sessions.put(id(page), id(session));
  }

  /** A session was withdrawn: its answers must be gone. */
  void withdrawn(String session) {
    withdrawn.add(id(session));
  }

  /** The service did what it never must. */
  void surprise(String sentence) {
    surprises.add(sentence);
  }

  /** What the raters saw that never must be. */
  Set<String> surprises() {
    return surprises;
  }

  /** The answers that must be there, by page. */
  public Map<UUID, List<Boolean>> kept() {
    Map<UUID, List<Boolean>> kept = new ConcurrentHashMap<>(answers);
    kept.keySet().removeIf(page -> withdrawn.contains(sessions.get(page)));
    return kept;
  }

  /** Pages whose answers were acknowledged, withdrawn ones too. */
  public int pages() {
    return answers.size();
  }

  /** Sessions that were withdrawn. */
  Set<UUID> withdrawnSessions() {
    return withdrawn;
  }

  /** A token is the id and its signature. */
  private static UUID id(String token) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
