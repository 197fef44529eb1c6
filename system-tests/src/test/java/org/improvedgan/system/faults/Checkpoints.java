package org.improvedgan.system.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.checkpoints.CheckpointException;
import org.improvedgan.checkpoints.CheckpointReader;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.CheckpointPart;

/**
 * What became of each checkpoint of the suite's runs, by the topic alone: it must have come once, in the order of the
 * epochs without a hole, with the generator that this epoch has in every run; and it may only go when as many newer
 * ones are there as a run keeps.
 */
final class Checkpoints {

  private final Journal journal;
  private final Map<String, CheckpointManifest> live = new LinkedHashMap<>();
  private final Map<String, List<Integer>> epochs = new TreeMap<>();
  private final Map<Integer, String> generators = new HashMap<>();
  private final Set<String> lost = new LinkedHashSet<>();
  private final Set<String> doubled = new LinkedHashSet<>();
  private final Set<String> wrong = new LinkedHashSet<>();
  private int read;
  private int published;
  private int pruned;

  Checkpoints(Journal journal) {
    this.journal = journal;
  }

  /** The checkpoints of the suite's runs that are there now, in the order of publication. */
  synchronized List<CheckpointManifest> live() {
    refresh();
    return List.copyOf(live.values());
  }

  synchronized List<CheckpointManifest> live(String run) {
    return live().stream().filter(manifest -> manifest.getRunId().equals(run)).toList();
  }

  /** How many epochs of a run were published. */
  synchronized int epochs(String run) {
    refresh();
    return epochs.getOrDefault(run, List.of()).size();
  }

  synchronized int published() {
    return published;
  }

  synchronized int pruned() {
    return pruned;
  }

  /** Adds what is not as it must be. */
  synchronized void check(Findings findings) {
    refresh();
    epochs.forEach((run, seen) -> seen.stream().skip(Math.max(0, seen.size() - Site.KEEP_LAST))
        .map(epoch -> CheckpointBundle.id(run, epoch)).filter(id -> !live.containsKey(id))
        .forEach(id -> lost.add("Checkpoint " + id + " is gone although it is among the last of its run.")));
    findings.count("checkpoints", published);
    findings.lost(lost);
    findings.doubled(doubled);
    findings.wrong(wrong);
  }

  /** Reads every file of the checkpoints that are there, and compares them with their digests. */
  static void readAll(List<CheckpointManifest> manifests, String broker, Findings findings) {
    try (CheckpointReader reader = new CheckpointReader(Map.of("bootstrap.servers", broker))) {
      for (CheckpointManifest manifest : manifests) {
        try {
          reader.read(manifest);
        } catch (CheckpointException e) {
          findings.lost(Set.of("Checkpoint " + manifest.getCheckpointId() + " cannot be read: " + e.getMessage()));
        }
      }
    }
  }

  private void refresh() {
    for (Journal.Entry entry : journal.from(Topics.CHECKPOINTS, read)) {
      read++;
      if (entry.key() != null && entry.key().startsWith(Training.RUNS)) {
        if (entry.value() == null) {
          buried(entry.key());
        } else {
          announced(entry);
        }
      }
    }
  }

  private void announced(Journal.Entry entry) {
    CheckpointManifest manifest;
    try {
      manifest = EventType.CHECKPOINT_PUBLISHED.parse(entry.value());
    } catch (EventException e) {
      return; // Poison, and looked after as such.
    }
    boolean again = live.put(manifest.getCheckpointId(), manifest) != null;
    if (entry.ours()) {
      if (!again) {
        live.remove(manifest.getCheckpointId());
      }
      return;
    }
    published++;
    List<Integer> seen = epochs.computeIfAbsent(manifest.getRunId(), run -> new ArrayList<>());
    if (seen.contains(manifest.getEpoch())) {
      doubled.add("Checkpoint " + manifest.getCheckpointId() + " was published twice.");
    } else if (manifest.getEpoch() != seen.size() + 1) {
      lost.add("Checkpoint " + manifest.getCheckpointId() + " came after epochs " + seen + ".");
    }
    seen.add(manifest.getEpoch());
    String generator = manifest.getPartsList().stream().filter(part -> part.getName().equals("generator.onnx"))
        .map(CheckpointPart::getSha256).findFirst().orElse("");
    String expected = generators.computeIfAbsent(manifest.getEpoch(), epoch -> generator);
    if (!generator.equals(expected)) {
      wrong.add("Checkpoint " + manifest.getCheckpointId() + " holds another generator than the same epoch of an "
          + "earlier run.");
    }
  }

  private void buried(String id) {
    CheckpointManifest gone = live.remove(id);
    if (gone != null) {
      pruned++;
      int newest = epochs.get(gone.getRunId()).stream().mapToInt(Integer::intValue).max().orElse(0);
      if (gone.getEpoch() > newest - Site.KEEP_LAST) {
        lost.add("Checkpoint " + id + " was pruned when the run's newest was that of epoch " + newest + ".");
      }
    }
  }
}
