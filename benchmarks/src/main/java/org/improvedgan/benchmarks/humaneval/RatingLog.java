package org.improvedgan.benchmarks.humaneval;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.improvedgan.benchmarks.humaneval.Recount.Rated;
import org.improvedgan.benchmarks.humaneval.Recount.Totals;
import org.improvedgan.events.CloudEvents;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.HumanRated;
import org.improvedgan.events.v1.HumanResult;
import org.improvedgan.events.v1.HumanWithdrawn;
import org.improvedgan.events.v1.Judgement;

/** A study's events as any consumer reads them: without repetitions and withdrawn sessions, and the last totals. */
final class RatingLog {
  private final String study;
  private final Map<UUID, HumanRated> ratings = new LinkedHashMap<>();
  private final Map<Rated, HumanResult> results = new HashMap<>();
  private int sent;
  private int repeated;

  private RatingLog(String study) {
    this.study = study;
  }

  /** Everything that is there now. */
  static RatingLog read(String bootstrapServers, String study) {
    RatingLog log = new RatingLog(study);
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrapServers,
        "isolation.level", "read_committed", "enable.auto.commit", "false"), new StringDeserializer(),
        new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = Stream.of(Topics.HUMAN_RATINGS, Topics.HUMAN_RESULTS)
          .flatMap(topic -> consumer.partitionsFor(topic).stream())
          .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(log::addReadable);
      }
    }
    return log;
  }

  /** Passes over what is no event, as any reader has to. */
  private void addReadable(ConsumerRecord<String, byte[]> event) {
    try {
      add(event);
    } catch (EventException e) {
      // It holds no rating.
    }
  }

  private void add(ConsumerRecord<String, byte[]> event) {
    if (event.topic().equals(Topics.HUMAN_RESULTS)) {
      HumanResult result = EventType.HUMAN_RESULT.parse(event.value());
      if (result.getStudyId().equals(study)) {
        results.put(new Rated(result.getArm(), result.getCheckpointId()), result);
      }
    } else if (CloudEvents.read(event.headers()).orElseThrow().type().equals(EventType.HUMAN_WITHDRAWN.type())) {
      HumanWithdrawn withdrawn = EventType.HUMAN_WITHDRAWN.parse(event.value());
      ratings.values().removeIf(rating -> rating.getSessionId().equals(withdrawn.getSessionId()));
    } else {
      HumanRated rating = EventType.HUMAN_RATED.parse(event.value());
      if (rating.getStudyId().equals(study)) {
        sent++;
        if (ratings.put(UUID.fromString(rating.getRatingId()), rating) != null) {
          repeated++;
        }
      }
    }
  }

  /** Answers by page, in the order of their positions. */
  Map<UUID, List<Boolean>> ratings() {
    Map<UUID, List<Boolean>> answers = new HashMap<>();
    ratings.forEach((page, rating) -> answers.put(page,
        rating.getJudgementsList().stream().map(Judgement::getJudgedGenerated).toList()));
    return answers;
  }

  int sent() {
    return sent;
  }

  int repeated() {
    return repeated;
  }

  /** The last totals with everybody; the raters are not sent, so they are counted from the ratings. */
  Totals all(Rated rated) {
    HumanResult result = results.getOrDefault(rated, HumanResult.getDefaultInstance());
    int raters = (int) ratings.values().stream()
        .filter(rating -> rated.equals(new Rated(rating.getArm(), rating.getCheckpointId())))
        .map(HumanRated::getRater).distinct().count();
    return new Totals(raters, result.getAllJudgements(),
        Math.round(result.getAllErrorRate() * result.getAllJudgements()));
  }

  /** Those of sessions that finished and broke no rule. */
  Totals kept(Rated rated) {
    HumanResult result = results.getOrDefault(rated, HumanResult.getDefaultInstance());
    return new Totals(result.getRaters(), result.getJudgements(),
        Math.round(result.getErrorRate() * result.getJudgements()));
  }
}
