package org.improvedgan.system.faults;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.InceptionScore;

/**
 * The scores as any reader of the topic sees them: of each checkpoint one, and of each generator always the same bits,
 * however many evaluators have shared the work and whatever became of them.
 */
final class Scores {

  private final Journal journal;
  private final Map<String, String> checkpointOf = new HashMap<>();
  private final Map<String, String> evaluationOf = new HashMap<>();
  private final Map<String, InceptionScore> scoreOf = new HashMap<>();
  private final Set<String> doubled = new LinkedHashSet<>();
  private final Set<String> wrong = new LinkedHashSet<>();
  private int read;

  Scores(Journal journal) {
    this.journal = journal;
  }

  /** Whether each of these is scored. */
  synchronized boolean all(List<CheckpointManifest> checkpoints) {
    return missing(checkpoints).isEmpty();
  }

  /** The ids of those that are not scored yet. */
  synchronized List<String> missing(List<CheckpointManifest> checkpoints) {
    refresh();
    return checkpoints.stream().map(CheckpointManifest::getCheckpointId)
        .filter(id -> !evaluationOf.containsKey(id)).toList();
  }

  /** Adds what is not as it must be; {@code kept} must all be scored. */
  synchronized void check(Findings findings, List<CheckpointManifest> kept) {
    refresh();
    findings.count("scores", checkpointOf.size());
    findings.lost(missing(kept).stream().map(id -> "Checkpoint " + id + " is not scored.").toList());
    findings.doubled(doubled);
    findings.wrong(wrong);
  }

  private void refresh() {
    for (Journal.Entry entry : journal.from(Topics.EVALUATIONS, read)) {
      read++;
      if (!entry.ours()) {
        try {
          take(EventType.EVALUATION_COMPLETED.parse(entry.value()));
        } catch (EventException e) {
          wrong.add("An evaluation cannot be read: " + e.getMessage());
        }
      }
    }
  }

  private void take(EvaluationCompleted evaluation) {
    String checkpoint = evaluation.getCheckpoint().getCheckpointId();
    if (checkpointOf.put(evaluation.getEvaluationId(), checkpoint) != null) {
      doubled.add("Evaluation " + evaluation.getEvaluationId() + " came twice.");
    } else if (evaluation.hasCheckpoint()) {
      if (evaluationOf.put(checkpoint, evaluation.getEvaluationId()) != null) {
        doubled.add("Checkpoint " + checkpoint + " was scored twice by one protocol.");
      }
      InceptionScore before =
          scoreOf.putIfAbsent(evaluation.getCheckpoint().getGeneratorSha256(), evaluation.getInceptionScore());
      if (before != null && !before.equals(evaluation.getInceptionScore())) {
        wrong.add("Checkpoint " + checkpoint + " has another score than the same generator had before.");
      }
    }
  }
}
