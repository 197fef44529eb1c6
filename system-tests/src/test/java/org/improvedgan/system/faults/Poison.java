package org.improvedgan.system.faults;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionTimeoutException;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.checkpoints.CheckpointPublisher;
import org.improvedgan.events.DeadLetters;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.EvaluatedCheckpoint;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.EvaluationPart;
import org.improvedgan.events.v1.EvaluationTask;
import org.improvedgan.events.v1.HumanResult;
import org.improvedgan.events.v1.ImageShape;
import org.improvedgan.events.v1.InceptionScore;
import org.improvedgan.events.v1.LatentDistribution;
import org.improvedgan.events.v1.ScoreProtocol;

/**
 * Messages that nobody can use, in every topic that a service reads: bytes that are no message, messages of another
 * type, messages that say what cannot be, and a checkpoint whose files are none. Each has a key of its own, by which it
 * must be found in the dead-letter topics that the documentation names.
 */
final class Poison {

  private static final String EVALUATOR = "evaluator";
  private static final List<String> FOLLOWED =
      List.of(Topics.deadLetter(Topics.CHECKPOINTS, Topics.CATALOG), Topics.deadLetter(Topics.CHECKPOINTS, EVALUATOR));
  private static final List<String> REQUESTS =
      List.of(Topics.deadLetter(Topics.TRAINING_REQUESTS, Topics.TRAINER_GROUP));
  private static final List<String> EVALUATIONS = List.of(Topics.deadLetter(Topics.EVALUATIONS, Topics.HUMAN_EVAL));

  private final Site site;
  private final Sender sender;
  private final Journal journal;
  private final List<Expected> expected = new ArrayList<>();
  private int number;

  /** A letter that has to be in a dead-letter topic, with these bytes. */
  private record Expected(String topic, String key, int digest) {
  }

  Poison(Site site, Sender sender, Journal journal) {
    this.site = site;
    this.sender = sender;
    this.journal = journal;
  }

  /** Puts some of each kind into the topics, in an order of chance. */
  int spread(Random random) throws InterruptedException {
    List<Runnable> kinds = new ArrayList<>();
    for (String topic : List.of(Topics.TRAINING_REQUESTS, Topics.CHECKPOINTS, Topics.CHECKPOINT_CHUNKS,
        Topics.EVALUATION_TASKS, Topics.EVALUATION_PARTS, Topics.EVALUATIONS, Topics.TRAINING_PROGRESS,
        Topics.HUMAN_RESULTS)) {
      kinds.add(() -> send(topic, garbage(random), deadLetters(topic)));
    }
    String name = "poison-" + random.nextInt(1_000_000_000);
    kinds.add(() -> send(Topics.TRAINING_REQUESTS, Training.request("../../" + name, Map.of()), REQUESTS));
    kinds.add(() -> send(Topics.TRAINING_REQUESTS, Training.request(name, Map.of("epochs", "9".repeat(40))), REQUESTS));
    kinds.add(() -> send(Topics.TRAINING_REQUESTS,
        Training.request(name, Map.of("dataset", "folder:../../etc@32")), REQUESTS));
    kinds.add(() -> send(Topics.CHECKPOINTS, manifest(name), FOLLOWED));
    kinds.add(() -> send(Topics.CHECKPOINTS, task(), FOLLOWED));
    kinds.add(() -> send(Topics.EVALUATION_TASKS, task(), deadLetters(Topics.EVALUATION_TASKS)));
    kinds.add(() -> send(Topics.EVALUATION_TASKS, manifest(name), deadLetters(Topics.EVALUATION_TASKS)));
    kinds.add(() -> send(Topics.EVALUATION_PARTS, EvaluationPart.newBuilder().setTask(task()).build(),
        deadLetters(Topics.EVALUATION_PARTS)));
    kinds.add(() -> send(Topics.EVALUATIONS, score(name, Double.NaN), EVALUATIONS));
    kinds.add(() -> send(Topics.EVALUATIONS, score("", 1), EVALUATIONS));
    kinds.add(() -> send(Topics.HUMAN_RESULTS, HumanResult.newBuilder().setStudyId(name).setRaters(-1)
        .setErrorRate(Double.NaN).setCheckpointId("\u0000").build(), List.of()));
    Collections.shuffle(kinds, random);
    kinds.forEach(Runnable::run);
    return kinds.size();
  }

  /** Publishes a checkpoint, chunks and all, whose generator is no model. */
  void spreadBrokenCheckpoint(Random random) {
    String run = "poison-" + number++ + "-" + random.nextInt(1_000_000_000);
    CheckpointManifest published;
    try (CheckpointPublisher publisher =
        new CheckpointPublisher(Map.of("bootstrap.servers", site.broker()), run, 1)) {
      published = publisher.publish(new CheckpointBundle(manifest(CheckpointBundle.id(run, 1)).toBuilder()
          .setRunId(run).build(), Map.of(CheckpointBundle.GENERATOR, garbage(random))));
    }
    for (String consumer : List.of(Topics.SAMPLER, EVALUATOR)) {
      expected.add(new Expected(Topics.deadLetter(Topics.CHECKPOINTS, consumer), published.getCheckpointId(),
          Arrays.hashCode(published.toByteArray())));
    }
  }

  /** Waits until all of it is set aside, and adds what is not, or was not as it came, or under two keys. */
  void check(Findings findings) {
    try {
      Wait.until("poison to be set aside", () -> expected.stream().allMatch(letter -> !found(letter).isEmpty()));
    } catch (ConditionTimeoutException e) {
      findings.lost(expected.stream().filter(letter -> found(letter).isEmpty())
          .map(letter -> "Message " + letter.key() + " is not in " + letter.topic() + ".").toList());
    }
    Set<String> doubled = new LinkedHashSet<>();
    Set<String> wrong = new LinkedHashSet<>();
    for (Expected letter : expected) {
      List<Journal.Entry> found = found(letter);
      // An evaluator writes a letter and its offset in one transaction; others may say it again, under the same key.
      if (letter.topic().contains("." + EVALUATOR + ".") ? found.size() > 1
          : found.stream().map(Journal.Entry::key).distinct().count() > 1) {
        doubled.add("Message " + letter.key() + " is in " + letter.topic() + " twice.");
      }
      if (found.stream().anyMatch(entry -> entry.digest() != letter.digest())) {
        wrong.add("Message " + letter.key() + " has other bytes in " + letter.topic() + ".");
      }
    }
    findings.doubled(doubled);
    findings.wrong(wrong);
    findings.count("dead letters", expected.size());
  }

  private List<Journal.Entry> found(Expected letter) {
    return journal.of(letter.topic()).stream()
        .filter(entry -> entry.header(DeadLetters.KEY).filter(letter.key()::equals).isPresent()).toList();
  }

  private void send(String topic, Message message, List<String> deadLetters) {
    send(topic, message.toByteArray(), deadLetters);
  }

  private void send(String topic, byte[] value, List<String> deadLetters) {
    String key = "poison/" + number++;
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
    record.headers().add(Journal.OURS, "poison".getBytes());
    try {
      sender.send(record);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    deadLetters.forEach(letters -> expected.add(new Expected(letters, key, Arrays.hashCode(value))));
  }

  private static List<String> deadLetters(String topic) {
    return switch (topic) {
      case Topics.TRAINING_REQUESTS -> REQUESTS;
      case Topics.CHECKPOINTS -> FOLLOWED;
      case Topics.EVALUATIONS -> EVALUATIONS;
      case Topics.EVALUATION_TASKS, Topics.EVALUATION_PARTS -> List.of(Topics.deadLetter(topic, EVALUATOR));
      default -> List.of();
    };
  }

  /** No field has the number 0, so these bytes are no message of any type. */
  private static byte[] garbage(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(300)];
    random.nextBytes(bytes);
    bytes[0] = 0;
    return bytes;
  }

  private static CheckpointManifest manifest(String id) {
    return CheckpointManifest.newBuilder().setCheckpointId(id).setRunId("poison").setExperiment("mnist-demo")
        .setEpoch(1).setDataset("drawn-digits")
        .setImageShape(ImageShape.newBuilder().setHeight(28).setWidth(28).setChannels(1))
        .setLatent(LatentDistribution.newBuilder().setKind(LatentDistribution.Kind.UNIFORM_0_1).setSize(100)).build();
  }

  private static EvaluationTask task() {
    return EvaluationTask.newBuilder().setEvaluationId("no-such-evaluation").setGroup(EVALUATOR).setSplit(-1)
        .setProtocol(ScoreProtocol.newBuilder().setSplits(Integer.MAX_VALUE).setSamples(Long.MAX_VALUE)).build();
  }

  private static EvaluationCompleted score(String id, double mean) {
    return EvaluationCompleted.newBuilder().setEvaluationId(id)
        .setCheckpoint(EvaluatedCheckpoint.newBuilder().setCheckpointId("poison"))
        .setInceptionScore(InceptionScore.newBuilder().setMean(mean)).build();
  }
}
