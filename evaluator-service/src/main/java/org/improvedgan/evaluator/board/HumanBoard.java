package org.improvedgan.evaluator.board;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.TopicFollower;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.HumanResult;
import org.improvedgan.service.KafkaSettings;
import org.jboss.logging.Logger;

/** The latest totals of what people said about each checkpoint, for the page. */
@ApplicationScoped
public class HumanBoard {

  private static final Logger LOG = Logger.getLogger(HumanBoard.class);

  /** By study, checkpoint and arm. */
  private final Map<String, HumanResult> latest = new LinkedHashMap<>();
  private final TopicFollower follower;
  private int version;

  public HumanBoard(KafkaSettings kafka) {
    follower = new TopicFollower(List.of(Topics.HUMAN_RESULTS), kafka.consumer(Map.of()), this::accept);
  }

  /**
   * What people said about a checkpoint, in all studies together.
   *
   * @param errorRate wrong answers / all answers; 0.5 means that people cannot tell
   */
  public record Verdict(double errorRate, long judgements, int raters, int studies) {
  }

  /** Starts to read; the topic must exist. */
  public void start() {
    follower.start();
  }

  /** Empty where nobody has judged the checkpoint. */
  public synchronized Optional<Verdict> of(String checkpointId) {
    List<HumanResult> results = latest.values().stream()
        .filter(result -> result.getCheckpointId().equals(checkpointId) && result.getJudgements() > 0).toList();
    if (results.isEmpty()) {
      return Optional.empty();
    }
    long judgements = results.stream().mapToLong(HumanResult::getJudgements).sum();
    double wrong = results.stream().mapToDouble(result -> result.getErrorRate() * result.getJudgements()).sum();
    return Optional.of(new Verdict(wrong / judgements, judgements,
        results.stream().mapToInt(HumanResult::getRaters).sum(),
        (int) results.stream().map(HumanResult::getStudyId).distinct().count()));
  }

  /** Grows with every result. */
  public synchronized int version() {
    return version;
  }

  @PreDestroy
  public void close() {
    follower.close();
  }

  private synchronized void accept(ConsumerRecord<String, byte[]> record) {
    version++;
    if (record.value() == null) {
      latest.remove(record.key());
      return;
    }
    try {
      HumanResult result = EventType.HUMAN_RESULT.parse(record.value());
      latest.put(EventType.HUMAN_RESULT.key(result), result);
      if (!result.getArm().isEmpty()) {
        // What was said before there were arms is counted in this one.
        latest.remove(EventType.HUMAN_RESULT.key(result.toBuilder().clearArm().build()));
      }
    } catch (EventException e) {
      LOG.warnf("Record %d of %s is no result of a human study and is not shown: %s", record.offset(),
          record.topic(), e.getMessage());
    }
  }
}
