package org.improvedgan.system.faults;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.core.ConditionTimeoutException;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.TrainingProgressed;
import org.improvedgan.events.v1.TrainingProgressed.State;

/**
 * What became of each training request: it must end, well, and with nothing trained after its end; and once nothing is
 * left to do, the trainers must have put every request behind them.
 */
final class Requests {

  private final Journal journal;
  private final Site site;
  private int repeated;

  Requests(Journal journal, Site site) {
    this.journal = journal;
    this.site = site;
  }

  /** Runs said to be completed once more, because their request or its end was told twice. */
  int repeated() {
    return repeated;
  }

  /** Adds what is not as it must be. {@code ended} must have ended. */
  void check(Findings findings, List<String> ended) {
    Map<String, Integer> completions = new HashMap<>();
    Set<String> wrong = new LinkedHashSet<>();
    Set<String> doubled = new LinkedHashSet<>();
    for (Journal.Entry entry : journal.of(Topics.TRAINING_PROGRESS)) {
      if (entry.ours() || entry.key() == null || !entry.key().startsWith(Training.RUNS)) {
        continue;
      }
      try {
        TrainingProgressed progress = EventType.TRAINING_PROGRESSED.parse(entry.value());
        if (progress.getState() == State.COMPLETED) {
          completions.merge(progress.getRunId(), 1, Integer::sum);
        } else if (progress.getState() == State.FAILED) {
          wrong.add("Run " + progress.getRunId() + " failed: " + progress.getMessage());
        } else if (progress.getState() == State.CHECKPOINTED && completions.containsKey(progress.getRunId())) {
          doubled.add("Run " + progress.getRunId() + " was trained again after its end.");
        }
      } catch (EventException e) {
        wrong.add("Progress cannot be read: " + e.getMessage());
      }
    }
    repeated = completions.values().stream().mapToInt(count -> count - 1).sum();
    findings.count("training requests", completions.size());
    findings.lost(ended.stream().filter(run -> !completions.containsKey(run))
        .map(run -> "Run " + run + " has not ended.").toList());
    findings.wrong(wrong);
    findings.doubled(doubled);
  }

  /** Waits until the trainers' group has committed the end of every request, poison and repetitions included. */
  void checkCommitted(Findings findings) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", site.broker()))) {
      Wait.until("all requests to be done", () -> {
        Map<TopicPartition, Long> committed = admin.listConsumerGroupOffsets(Topics.TRAINER_GROUP)
            .partitionsToOffsetAndMetadata().get().entrySet().stream()
            .filter(entry -> entry.getKey().topic().equals(Topics.TRAINING_REQUESTS))
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
        return admin.listOffsets(committed.keySet().stream()
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()))).all().get()
            .entrySet().stream().allMatch(end -> committed.get(end.getKey()) == end.getValue().offset());
      });
    } catch (ConditionTimeoutException e) {
      findings.lost(Set.of("Training requests are left that nobody does."));
    }
  }
}
