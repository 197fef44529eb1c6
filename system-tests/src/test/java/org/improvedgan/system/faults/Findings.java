package org.improvedgan.system.faults;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What a look at everything has brought: how much was looked at, and sentences about what is not as it must be. */
final class Findings {

  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private final Set<String> lost = new LinkedHashSet<>();
  private final Set<String> doubled = new LinkedHashSet<>();
  private final Set<String> wrong = new LinkedHashSet<>();

  void count(String what, int number) {
    counts.put(what, number);
  }

  void lost(Collection<String> sentences) {
    lost.addAll(sentences);
  }

  void doubled(Collection<String> sentences) {
    doubled.addAll(sentences);
  }

  void wrong(Collection<String> sentences) {
    wrong.addAll(sentences);
  }

  /** How many of each kind of thing were looked at. */
  Map<String, Integer> counts() {
    return counts;
  }

  Set<String> lost() {
    return lost;
  }

  Set<String> doubled() {
    return doubled;
  }

  /** Neither lost nor doubled, but not what it should be. */
  Set<String> wrong() {
    return wrong;
  }

  /** Leaves out what was known before: what is lost stays lost, and is told where it came up. */
  void forget(Set<String> known) {
    Stream.of(lost, doubled, wrong).forEach(sentences -> sentences.removeAll(known));
  }

  /** All sentences. */
  Set<String> all() {
    Set<String> all = new LinkedHashSet<>();
    Stream.of(lost, doubled, wrong).forEach(all::addAll);
    return all;
  }
}
