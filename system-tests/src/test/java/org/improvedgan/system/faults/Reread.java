package org.improvedgan.system.faults;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.improvedgan.events.Topics;

/** Compares what was followed through all faults with what somebody finds who reads the topics afterwards. */
final class Reread {

  /** Of these only the last value of a key has to stay; of all others everything. */
  private static final Set<String> COMPACTED = Set.of(Topics.CHECKPOINTS, Topics.HUMAN_RESULTS,
      Topics.deadLetter(Topics.CHECKPOINTS, Topics.CATALOG), Topics.deadLetter(Topics.CHECKPOINTS, Topics.SAMPLER),
      Topics.deadLetter(Topics.EVALUATIONS, Topics.HUMAN_EVAL));

  private Reread() {
  }

  /** What has to stay must be there, and each record that is there must be the one that was followed. */
  static void compare(Journal followed, Journal fresh, Findings findings) {
    Set<String> lost = new LinkedHashSet<>();
    Set<String> wrong = new LinkedHashSet<>();
    int compared = 0;
    for (String topic : followed.topics()) {
      Map<String, Journal.Entry> places = new HashMap<>();
      fresh.of(topic).forEach(entry -> places.put(entry.place() + "@" + entry.offset(), entry));
      Map<String, Journal.Entry> last = new HashMap<>();
      Map<TopicPartition, Long> ends = new HashMap<>();
      List<Journal.Entry> entries = followed.of(topic);
      for (Journal.Entry entry : entries) {
        last.put(entry.place() + "/" + entry.key(), entry);
        ends.put(entry.place(), entry.offset());
      }
      for (Journal.Entry entry : entries) {
        Journal.Entry now = places.remove(entry.place() + "@" + entry.offset());
        compared++;
        boolean stays = !COMPACTED.contains(topic)
            || !entry.tombstone() && last.get(entry.place() + "/" + entry.key()) == entry;
        if (now == null && stays) {
          lost.add("Record " + entry.offset() + " of " + entry.place() + " is gone.");
        } else if (now != null && now.digest() != entry.digest()) {
          wrong.add("Record " + entry.offset() + " of " + entry.place() + " has changed.");
        }
      }
      places.values().stream().filter(entry -> entry.offset() < ends.getOrDefault(entry.place(), 0L)).forEach(entry ->
          wrong.add("Record " + entry.offset() + " of " + entry.place() + " was not there when it was followed."));
    }
    findings.count("records read again", compared);
    findings.lost(lost);
    findings.wrong(wrong);
  }
}
