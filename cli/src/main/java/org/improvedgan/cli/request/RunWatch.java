package org.improvedgan.cli.request;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.cli.up.Dashboard;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.TrainingProgressed;
import org.improvedgan.events.v1.TrainingProgressed.State;

/** What Kafka says of one run from now on, shown line by line. Needs to read two topics and no consumer group. */
final class RunWatch implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final int PATIENCE_MS = 30_000;

  private final KafkaConsumer<String, byte[]> consumer;
  private final String run;
  private final Terminal terminal;
  /** Checkpoints by id, in order. Their scores come by another topic, and so may come first. */
  private final Set<String> published = new LinkedHashSet<>();
  private final Set<String> scored = new HashSet<>();
  private Optional<TrainingProgressed> latest = Optional.empty();
  private long heardAt = System.nanoTime();

  private RunWatch(KafkaConsumer<String, byte[]> consumer, String run, Terminal terminal) {
    this.consumer = consumer;
    this.run = run;
    this.terminal = terminal;
  }

  /**
   * Listens to everything that is sent after this has returned.
   *
   * @throws UserError if the broker does not answer, or the topics are not there
   */
  static RunWatch from(Map<String, Object> kafka, String run, Terminal terminal) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.remove("group.id");
    properties.putAll(Map.of("isolation.level", "read_committed", "enable.auto.commit", "false",
        "auto.offset.reset", "latest", "allow.auto.create.topics", "false"));
    properties.putIfAbsent("default.api.timeout.ms", PATIENCE_MS);
    KafkaConsumer<String, byte[]> consumer = null;
    try {
      consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
      KafkaConsumer<String, byte[]> opened = consumer;
      List<TopicPartition> partitions = Stream.of(Topics.TRAINING_PROGRESS, Topics.EVALUATIONS)
          .flatMap(topic -> opened.partitionsFor(topic).stream())
          .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
      consumer.assign(partitions);
      consumer.endOffsets(partitions).forEach(consumer::seek);
      return new RunWatch(consumer, run, terminal);
    } catch (KafkaException e) {
      if (consumer != null) {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
      }
      throw new UserError("Kafka at " + kafka.get("bootstrap.servers") + " cannot be asked how runs go ("
          + e.getMessage() + "): is the address right (--kafka), and are the topics there (./gan topics)?", e);
    }
  }

  /**
   * Returns when the run has ended, and either all checkpoints are scored that it published meanwhile, or nothing new
   * came for the given time.
   *
   * @return why it failed; empty if it is complete
   */
  Optional<String> untilEnd(Duration scoresWithin) {
    while (!over(scoresWithin)) {
      terminal.live(latest.map(Dashboard::live).orElse("Waiting for a trainer to take the request")
          + "  scored " + scored.size() + " of " + published.size());
      consumer.poll(POLL).forEach(this::hear);
    }
    terminal.clearLive();
    published.removeAll(scored);
    if (!published.isEmpty()) {
      terminal.line("No score came yet for " + String.join(", ", published)
          + ": is an evaluator running, and does a sampler serve them?");
    }
    return latest.filter(event -> event.getState() == State.FAILED).map(TrainingProgressed::getMessage);
  }

  private boolean over(Duration scoresWithin) {
    return latest.map(event -> switch (event.getState()) {
      case FAILED -> true;
      case COMPLETED -> scored.containsAll(published) || System.nanoTime() - heardAt > scoresWithin.toNanos();
      default -> false;
    }).orElse(false);
  }

  private void hear(ConsumerRecord<String, byte[]> event) {
    try {
      if (event.topic().equals(Topics.EVALUATIONS)) {
        hear(EventType.EVALUATION_COMPLETED.parse(event.value()));
      } else if (run.equals(event.key())) {
        hear(EventType.TRAINING_PROGRESSED.parse(event.value()));
      }
    } catch (EventException e) {
      // Whoever acts on it sets it aside; here it could only be shown.
    }
  }

  private void hear(TrainingProgressed event) {
    heardAt = System.nanoTime();
    State before = latest.map(TrainingProgressed::getState).orElse(State.STATE_UNSPECIFIED);
    latest = Optional.of(event);
    switch (event.getState()) {
      case STARTED -> terminal.line("A trainer has taken it: " + event.getEpochs() + " epochs on "
          + event.getDataset() + ".");
      case RESUMED -> terminal.line("A trainer goes on from epoch " + event.getEpoch() + ".");
      case CHECKPOINTED -> {
        if (published.add(event.getCheckpointId())) {
          terminal.line(String.format("Epoch %3d  checkpoint %s", event.getEpoch(), event.getCheckpointId()));
        }
      }
      case COMPLETED -> {
        if (before != State.COMPLETED) {
          terminal.line("Training is complete: " + event.getEpoch() + " epochs, " + event.getIteration()
              + " iterations.");
        }
      }
      default -> { }
    }
  }

  private void hear(EvaluationCompleted event) {
    if (!event.getCheckpoint().getRunId().equals(run) || !scored.add(event.getCheckpoint().getCheckpointId())) {
      return;
    }
    heardAt = System.nanoTime();
    terminal.line(String.format(Locale.ROOT, "Epoch %3d  Inception score %s  %s", event.getCheckpoint().getEpoch(),
        Dashboard.score(event.getInceptionScore()), event.getCheckpoint().getCheckpointId()));
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
  }
}
