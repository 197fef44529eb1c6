package org.improvedgan.evaluator.board;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.TopicFollower;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.TrainingProgressed;
import org.improvedgan.service.KafkaSettings;
import org.jboss.logging.Logger;

/** The latest word of each training run, for the page. */
@ApplicationScoped
public class TrainingBoard {

  private static final Logger LOG = Logger.getLogger(TrainingBoard.class);

  private final Map<String, TrainingProgressed> latest = new LinkedHashMap<>();
  private final TopicFollower follower;

  public TrainingBoard(KafkaSettings kafka) {
    follower = new TopicFollower(List.of(Topics.TRAINING_PROGRESS), kafka.consumer(Map.of()), this::accept);
  }

  /** Starts to read; the topic must exist. */
  public void start() {
    follower.start();
  }

  /** One progress event a run, the run that spoke last at the end. */
  public synchronized List<TrainingProgressed> runs() {
    return List.copyOf(latest.values());
  }

  @PreDestroy
  public void close() {
    follower.close();
  }

  private synchronized void accept(ConsumerRecord<String, byte[]> record) {
    try {
      TrainingProgressed progress = EventType.TRAINING_PROGRESSED.parse(record.value());
      latest.remove(progress.getRunId());
      latest.put(progress.getRunId(), progress);
    } catch (EventException e) {
      LOG.warnf("Record %d of %s is no progress of a training run and is not shown: %s", record.offset(),
          record.topic(), e.getMessage());
    }
  }
}
