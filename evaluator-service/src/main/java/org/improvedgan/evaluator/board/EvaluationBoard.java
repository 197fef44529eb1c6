package org.improvedgan.evaluator.board;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.evaluator.scoring.EvaluationPlans;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.TopicFollower;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.EvaluationPart;
import org.improvedgan.events.v1.EvaluationTask;
import org.improvedgan.service.KafkaSettings;
import org.jboss.logging.Logger;

/**
 * How far each planned evaluation is, as tasks and parts of all instances of the group tell: what the page shows, and
 * what need not be planned or counted again. Every decision taken by it only saves work; none makes a result right.
 */
@ApplicationScoped
public class EvaluationBoard {

  private static final Logger LOG = Logger.getLogger(EvaluationBoard.class);
  private static final Duration READ_TIMEOUT = Duration.ofMinutes(1);

  private final String group;
  private final EvaluationLog evaluations;
  private final TopicFollower follower;
  /** The latest plan of each evaluation, by its id. */
  private final Map<String, Plan> plans = new LinkedHashMap<>();

  public EvaluationBoard(EvaluatorConfig config, KafkaSettings kafka, EvaluationLog evaluations) {
    this.group = config.group();
    this.evaluations = evaluations;
    follower = new TopicFollower(List.of(Topics.EVALUATION_TASKS, Topics.EVALUATION_PARTS), kafka.consumer(Map.of()),
        this::accept);
  }

  /**
   * An evaluation that is planned and not completed.
   *
   * @param task any of its tasks
   * @param splitsDone splits that are counted
   * @param imagesDone images of these splits
   * @param startedAt when the first image of a finished split came
   * @param failure why it was set aside
   */
  public record Planned(EvaluationTask task, int splitsDone, long imagesDone, Optional<Instant> startedAt,
      Optional<String> failure) {}

  /** Starts to read; the topics must exist. */
  public void start() {
    follower.start();
  }

  /**
   * Waits until everything that was committed before this call is known.
   *
   * @throws KafkaException when Kafka does not answer for a minute
   */
  public void awaitCurrent() throws InterruptedException {
    follower.awaitCurrent(READ_TIMEOUT);
  }

  /** Whether the evaluation is planned already for the same generator, and not set aside. */
  public synchronized boolean underWay(EvaluationTask task) {
    Plan plan = plans.get(task.getEvaluationId());
    return plan != null && plan.failure == null
        && plan.task.getCheckpoint().getGeneratorSha256().equals(task.getCheckpoint().getGeneratorSha256());
  }

  /** Whether there is nothing left to do in a task: it is done, or its plan was set aside or made anew. */
  public synchronized boolean settled(EvaluationTask task) {
    if (evaluations.contains(task.getEvaluationId())) {
      return true;
    }
    Plan plan = plans.get(task.getEvaluationId());
    if (plan == null || isLater(task, plan.task)) {
      return false;
    }
    return isLater(plan.task, task) || plan.failure != null || plan.done.contains(task.getSplit());
  }

  /** All planned evaluations that are not completed, in the order of their planning. */
  public synchronized List<Planned> planned() {
    plans.keySet().removeIf(evaluations::contains);
    return plans.values().stream().map(Plan::now).toList();
  }

  @PreDestroy
  public void close() {
    follower.close();
  }

  private synchronized void accept(ConsumerRecord<String, byte[]> record) {
    try {
      if (record.topic().equals(Topics.EVALUATION_TASKS)) {
        plan(EventType.EVALUATION_PLANNED.parse(record.value()));
      } else {
        EvaluationPart part = EventType.EVALUATION_PART.parse(record.value());
        plan(part.getTask()).ifPresent(plan -> plan.add(part));
      }
    } catch (EventException e) {
      LOG.debugf("Record %d of %s is passed over: %s", record.offset(), record.topic(), e.getMessage());
    }
  }

  /** The plan that a task belongs to, unless a later one has taken its place or it is another group's. */
  private Optional<Plan> plan(EvaluationTask task) {
    EvaluationPlans.check(task);
    if (!task.getGroup().equals(group)) {
      return Optional.empty();
    }
    Plan plan = plans.compute(task.getEvaluationId(),
        (id, known) -> known == null || isLater(task, known.task) ? new Plan(task) : known);
    return isLater(plan.task, task) ? Optional.empty() : Optional.of(plan);
  }

  private static boolean isLater(EvaluationTask one, EvaluationTask other) {
    return one.getAnnouncedOffset() > other.getAnnouncedOffset();
  }

  private static final class Plan {

    private final EvaluationTask task;
    private final Set<Integer> done = new HashSet<>();
    private long images;
    private Instant startedAt;
    private String failure;

    Plan(EvaluationTask task) {
      this.task = task;
    }

    void add(EvaluationPart part) {
      if (part.hasFailure()) {
        failure = part.getFailure().getReason();
      } else if (done.add(part.getTask().getSplit())) {
        images += part.getTask().getSampleCount();
        Instant start = Instant.ofEpochSecond(part.getStartedAt().getSeconds(), part.getStartedAt().getNanos());
        startedAt = startedAt == null || start.isBefore(startedAt) ? start : startedAt;
      }
    }

    Planned now() {
      return new Planned(task, done.size(), images, Optional.ofNullable(startedAt),
          Optional.ofNullable(failure));
    }
  }
}
