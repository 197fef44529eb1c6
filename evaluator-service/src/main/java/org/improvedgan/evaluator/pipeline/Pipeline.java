package org.improvedgan.evaluator.pipeline;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.improvedgan.checkpoints.CheckpointCatalog;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.evaluator.board.EvaluationBoard;
import org.improvedgan.evaluator.board.EvaluationLog;
import org.improvedgan.evaluator.board.HumanBoard;
import org.improvedgan.evaluator.board.LatestScores;
import org.improvedgan.evaluator.board.RunningEvaluations;
import org.improvedgan.evaluator.board.TrainingBoard;
import org.improvedgan.evaluator.scoring.EvaluationProgress;
import org.improvedgan.events.LogIds;
import org.improvedgan.events.Topics;
import org.improvedgan.service.KafkaSettings;
import org.jboss.logging.Logger;

/**
 * Runs the evaluator from start to stop. A checkpoint goes through three loops, tied together by topics, which any
 * number of instances share:
 * <pre>
 * gan.checkpoints → planner → gan.evaluation-tasks → worker → gan.evaluation-parts → assembler → gan.evaluations
 * </pre>
 * Each loop consumes, works and produces in transactions, so each step happens once for each record; a fourth loop
 * scores the real images. What travels are the statistics of a split, and they are the same bits whoever counts it, so
 * the result is the same bits however many instances there are.
 */
@ApplicationScoped
public class Pipeline {

  private static final Logger LOG = Logger.getLogger(Pipeline.class);

  private final EvaluatorConfig config;
  private final KafkaSettings kafka;
  private final CheckpointCatalog catalog;
  private final EvaluationLog evaluations;
  private final EvaluationBoard board;
  private final TrainingBoard training;
  private final HumanBoard humans;
  private final RunningEvaluations running;
  private final LatestScores scores;
  private final EvaluationProgress progress;
  private final MeterRegistry metrics;
  private final String instance = UUID.randomUUID().toString();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
      task -> new Thread(task, "evaluation-metrics"));
  private final List<LoopRunner> runners;
  private boolean following;
  private volatile int taskPartitions;

  Pipeline(EvaluatorConfig config, KafkaSettings kafka, CheckpointCatalog catalog, EvaluationLog evaluations,
      EvaluationBoard board, TrainingBoard training, HumanBoard humans, RunningEvaluations running,
      LatestScores scores, EvaluationProgress progress, MeterRegistry metrics, Planner planner, Worker worker,
      Assembler assembler, RealDataQueue realData, RealDataScoring realDataScoring) {
    this.config = config;
    this.kafka = kafka;
    this.catalog = catalog;
    this.evaluations = evaluations;
    this.board = board;
    this.training = training;
    this.humans = humans;
    this.running = running;
    this.scores = scores;
    this.progress = progress;
    this.metrics = metrics;
    runners = List.of(
        new LoopRunner("planner", this::follow, () -> new RecordLoop(
            stage("planner", Topics.CHECKPOINTS, config.group()), record -> planner.plan(record, taskPartitions))),
        new LoopRunner("worker", this::follow, () -> new RecordLoop(
            stage("worker", Topics.EVALUATION_TASKS, config.group() + "-workers"), worker::work)),
        new LoopRunner("assembler", this::follow, () -> new AssemblerLoop(
            stage("assembler", Topics.EVALUATION_PARTS, config.group() + "-assemblers"), assembler)),
        new LoopRunner("real-data", this::follow, () -> new RealDataLoop(
            stage("real-data", Topics.CHECKPOINTS, config.group() + "-real-data"), realData, realDataScoring)));
  }

  /** What keeps it from working, in one sentence; empty while all is well. */
  public Optional<String> trouble() {
    return runners.stream().flatMap(runner -> runner.trouble().stream()).findFirst();
  }

  /** Whether its threads live. */
  public boolean alive() {
    return runners.stream().allMatch(LoopRunner::alive);
  }

  void onStart(@Observes StartupEvent event) {
    runners.forEach(LoopRunner::start);
    clock.scheduleWithFixedDelay(running::measure, 1, 1, TimeUnit.SECONDS);
    clock.scheduleWithFixedDelay(scores::measure, 1, 1, TimeUnit.SECONDS);
  }

  void onStop(@Observes ShutdownEvent event) throws InterruptedException {
    clock.shutdownNow();
    runners.forEach(LoopRunner::stop);
    for (LoopRunner runner : runners) {
      runner.join();
    }
  }

  private Stage stage(String name, String topic, String group) {
    return new Stage(kafka, topic, group, config.sessionTimeout(), "evaluator-" + name + "-" + instance,
        outcome -> report(name, outcome));
  }

  /** Starts, once, to follow what is in Kafka already, and reads all evaluations there are. */
  private synchronized void follow() throws InterruptedException {
    if (!following) {
      try (Admin admin = Admin.create(kafka.common())) {
        Topics.createAll(admin);
        Topics.create(admin, List.of(Topics.deadLetterTopic(Topics.CHECKPOINTS, config.group()),
            Topics.deadLetterTopic(Topics.EVALUATION_TASKS, config.group()),
            Topics.deadLetterTopic(Topics.EVALUATION_PARTS, config.group())));
        taskPartitions = partitions(admin, Topics.EVALUATION_TASKS);
      }
      catalog.start();
      evaluations.start();
      board.start();
      training.start();
      humans.start();
      following = true;
    }
    evaluations.awaitCurrent();
    board.awaitCurrent();
  }

  private static int partitions(Admin admin, String topic) throws InterruptedException {
    try {
      return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
    } catch (ExecutionException e) {
      throw new KafkaException("Topic " + topic + " cannot be described: " + e.getCause().getMessage(), e.getCause());
    }
  }

  @SuppressWarnings("try") // The log's ids are there to be closed.
  private void report(String stage, Outcome outcome) {
    metrics.counter("evaluator.outcomes", "stage", stage, "outcome", outcome.kind()).increment();
    outcome.sentence().ifPresent(sentence -> {
      try (LogIds ids = LogIds.again(outcome.ids())) {
        LOG.warn(sentence);
      }
      progress.note(sentence);
    });
  }
}
