package org.improvedgan.evaluator.board;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.improvedgan.evaluator.scoring.Distances;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.TopicFollower;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.service.KafkaSettings;
import org.jboss.logging.Logger;

/** All evaluations there are, whoever made them: what the page shows, and what must not be done again. */
@ApplicationScoped
public class EvaluationLog {

  private static final Logger LOG = Logger.getLogger(EvaluationLog.class);
  private static final Duration READ_TIMEOUT = Duration.ofMinutes(1);

  private final Map<String, EvaluationCompleted> byId = new LinkedHashMap<>();
  private final TopicFollower follower;
  private volatile boolean read;

  public EvaluationLog(KafkaSettings kafka) {
    follower = new TopicFollower(List.of(Topics.EVALUATIONS), kafka.consumer(Map.of()), this::accept);
  }

  /** Starts to read; the topic must exist. */
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
    read = true;
  }

  /** Whether the topic has been read to its end once. */
  public boolean read() {
    return read;
  }

  public synchronized boolean contains(String evaluationId) {
    return byId.containsKey(evaluationId);
  }

  /** All evaluations in the order of their completion. */
  public synchronized List<EvaluationCompleted> all() {
    return List.copyOf(byId.values());
  }

  /** Grows with every evaluation. */
  public synchronized int version() {
    return byId.size();
  }

  @PreDestroy
  public void close() {
    follower.close();
  }

  private synchronized void accept(ConsumerRecord<String, byte[]> record) {
    try {
      EvaluationCompleted evaluation = EventType.EVALUATION_COMPLETED.parse(record.value());
      EvaluationCompleted complete = Distances.complete(evaluation, byId.values());
      if (byId.putIfAbsent(evaluation.getEvaluationId(), complete) == null && evaluation.hasDataset()) {
        // Checkpoints that were completed before the real images get their distances now.
        byId.replaceAll((id, known) -> Distances.complete(known, List.of(evaluation)));
      }
    } catch (EventException e) {
      LOG.warnf("Record %d of %s is no evaluation and is not shown: %s", record.offset(), record.topic(),
          e.getMessage());
    }
  }
}
