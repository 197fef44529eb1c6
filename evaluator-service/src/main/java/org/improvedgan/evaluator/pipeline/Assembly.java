package org.improvedgan.evaluator.pipeline;

import io.opentelemetry.api.trace.SpanContext;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.improvedgan.evaluator.scoring.EvaluationPlans;
import org.improvedgan.evaluator.scoring.SplitCounts;
import org.improvedgan.events.EventException;
import org.improvedgan.events.v1.EvaluationPart;
import org.improvedgan.events.v1.EvaluationTask;

/**
 * What the parts in one partition add up to, when they are taken in from its beginning: which part ends an evaluation,
 * and how, follows from the records alone. Each evaluation ends at most once, by the part that completes it; each plan
 * that does not complete it at most once, by its first failure. Whatever comes after that changes nothing.
 */
final class Assembly {

  private final Set<String> completed = new HashSet<>();
  private final Map<Plan, Parts> plans = new HashMap<>();

  /** How an evaluation ended. */
  sealed interface End {

    /** Any of its tasks. */
    EvaluationTask task();

    /** The spans in which its parts were made. */
    List<SpanContext> spans();

    /** @param splits the statistics of all splits, in order */
    record Completed(EvaluationTask task, List<SpanContext> spans, List<SplitCounts> splits, Instant start)
        implements End {}

    record Failed(EvaluationTask task, List<SpanContext> spans, String reason, boolean pruned) implements End {}
  }

  /**
   * Takes in the next part.
   *
   * @param span in which it was made; decides nothing
   * @return the end of its evaluation, if this part is what ends it
   * @throws EventException if it is no part of any evaluation
   * @throws IllegalArgumentException if its statistics cannot be those of its split
   */
  Optional<End> add(EvaluationPart part, SpanContext span) {
    EvaluationTask task = part.getTask();
    EvaluationPlans.check(task);
    Parts parts = plans.computeIfAbsent(Plan.of(task), plan -> new Parts());
    if (completed.contains(task.getEvaluationId()) || parts.failed) {
      return Optional.empty();
    }
    if (span.isValid()) {
      parts.spans.add(span);
    }
    switch (part.getOutcomeCase()) {
      case STATISTICS -> {
        parts.add(part);
        return parts.splits.size() < task.getProtocol().getSplits() ? Optional.empty() : Optional.of(complete(task));
      }
      case FAILURE -> {
        parts.fail();
        return Optional.of(new End.Failed(task, List.copyOf(parts.spans), part.getFailure().getReason(),
            part.getFailure().getPruned()));
      }
      default -> throw new EventException("A part holds neither statistics nor the reason why there are none.");
    }
  }

  private End complete(EvaluationTask task) {
    Parts parts = plans.get(Plan.of(task));
    completed.add(task.getEvaluationId());
    plans.keySet().removeIf(plan -> plan.evaluationId.equals(task.getEvaluationId()));
    return new End.Completed(task, List.copyOf(parts.spans), List.copyOf(parts.splits.values()), parts.start);
  }

  private record Plan(String evaluationId, int partition, long offset) {

    static Plan of(EvaluationTask task) {
      return new Plan(task.getEvaluationId(), task.getAnnouncedPartition(), task.getAnnouncedOffset());
    }
  }

  private static final class Parts {

    private final TreeMap<Integer, SplitCounts> splits = new TreeMap<>();
    private final Set<SpanContext> spans = new LinkedHashSet<>();
    private Instant start = Instant.MAX;
    private boolean failed;

    void add(EvaluationPart part) {
      SplitCounts statistics = SplitCounts.of(part);
      if (splits.putIfAbsent(part.getTask().getSplit(), statistics) == null) {
        Instant begun = Instant.ofEpochSecond(part.getStartedAt().getSeconds(), part.getStartedAt().getNanos());
        start = begun.isBefore(start) ? begun : start;
      }
    }

    void fail() {
      failed = true;
      splits.clear();
    }
  }
}
