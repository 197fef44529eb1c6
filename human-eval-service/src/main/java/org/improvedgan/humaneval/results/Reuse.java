package org.improvedgan.humaneval.results;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Keeps what was computed last for each study: while answers come in, most of what it is computed from stays the same,
 * and a bootstrap is dear. Holds no more than the last round of each study asked for.
 */
final class Reuse<K, V> {
  private final Map<String, Map<K, V>> known = new ConcurrentHashMap<>();

  /** {@code compute}, but for arguments that the study's last round had already. */
  Function<K, V> round(String study, Function<K, V> compute) {
    var round = new ConcurrentHashMap<K, V>();
    var last = known.put(study, round);
    return argument -> round.computeIfAbsent(argument, missing -> {
      var value = last == null ? null : last.get(missing);
      return value == null ? compute.apply(missing) : value;
    });
  }
}
