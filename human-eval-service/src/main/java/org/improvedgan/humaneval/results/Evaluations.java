package org.improvedgan.humaneval.results;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.improvedgan.events.DeadLetters;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.TopicFollower;
import org.improvedgan.events.Topics;
import org.improvedgan.events.Traces;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.outbox.EventSender;
import org.improvedgan.humaneval.outbox.Repetition;
import org.improvedgan.service.KafkaSettings;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.JdbiException;

/**
 * Follows {@code gan.evaluations} and stores the scores of checkpoints, for their correlation with what people say.
 * Reads from the beginning at every start, so that a new database gets all of them; what it has already changes
 * nothing. Sets aside what is no evaluation. Waits in the background while Kafka or the database is away.
 */
@ApplicationScoped
class Evaluations {
  private static final Logger LOG = Logger.getLogger(Evaluations.class);

  private final HumanEvalConfig config;
  private final KafkaSettings kafka;
  private final EvaluationStore store;
  private final EventSender sender;
  /** Places of records that this process has set aside: it reads them again whenever Kafka was away. */
  private final Set<String> setAside = new HashSet<>();
  private Repetition start;
  private TopicFollower follower;

  Evaluations(HumanEvalConfig config, KafkaSettings kafka, EvaluationStore store, EventSender sender) {
    this.config = config;
    this.kafka = kafka;
    this.store = store;
    this.sender = sender;
  }

  synchronized void begin(@Observes StartupEvent event) {
    start = Repetition.of("evaluations-start", config.relay().every(), this::start);
  }

  /** Begins to follow as soon as Kafka has the topics; the relay tells of a Kafka that is away. */
  private synchronized void start() {
    try {
      sender.connect();
    } catch (KafkaException e) {
      LOG.debugf("Evaluations cannot be read yet: %s", e.getMessage());
      return;
    }
    follower = new TopicFollower(List.of(Topics.EVALUATIONS), consumer(), this::accept);
    follower.start();
    start.close();
  }

  @PreDestroy
  synchronized void close() {
    start.close();
    if (follower != null) {
      follower.close();
    }
  }

  private Map<String, Object> consumer() {
    var timeout = (int) config.relay().timeout().toMillis();
    return kafka.consumer(Map.of(
        ConsumerConfig.CLIENT_ID_CONFIG, "human-eval-service-evaluations",
        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false,
        // Longest time that the end of the service waits for a Kafka that is away.
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout));
  }

  /** @throws KafkaException where the record is to be read again later */
  private void accept(ConsumerRecord<String, byte[]> record) {
    try {
      store(EventType.EVALUATION_COMPLETED.parse(record.value()), Traces.told(record.headers()).orElse(null));
    } catch (EventException | DateTimeException e) {
      setAside(record, e.getMessage());
    } catch (JdbiException e) {
      if (!unfit(e)) {
        throw new KafkaException("an evaluation could not be stored: " + e.getMessage(), e);
      }
      setAside(record, "The evaluation cannot be stored: " + e.getCause().getMessage());
    }
  }

  private void store(EvaluationCompleted evaluation, String traceparent) {
    if (!evaluation.hasCheckpoint()) {
      return;
    }
    if (evaluation.getEvaluationId().isEmpty() || evaluation.getCheckpoint().getCheckpointId().isEmpty()) {
      throw new EventException("The evaluation has no id, or its checkpoint has none.");
    }
    if (!Double.isFinite(evaluation.getInceptionScore().getMean())
        || !Double.isFinite(evaluation.getFid().getValue())) {
      throw new EventException("The score or the distance of evaluation " + evaluation.getEvaluationId()
          + " is no number.");
    }
    store.insert(evaluation, traceparent);
  }

  /** SQLSTATE class 22: the database will never take these data. */
  private static boolean unfit(JdbiException e) {
    return e.getCause() instanceof SQLException sql && sql.getSQLState() != null && sql.getSQLState().startsWith("22");
  }

  private void setAside(ConsumerRecord<String, byte[]> record, String reason) {
    var letter = DeadLetters.of(record, Topics.HUMAN_EVAL, reason);
    if (!setAside.contains(letter.key())) {
      LOG.warnf("Record %d of %s is set aside in %s: %s", record.offset(), record.topic(), letter.topic(), reason);
      sender.send(List.of(letter));
      setAside.add(letter.key());
    }
  }
}
