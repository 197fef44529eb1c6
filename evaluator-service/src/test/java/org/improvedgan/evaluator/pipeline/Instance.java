package org.improvedgan.evaluator.pipeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.improvedgan.checkpoints.CheckpointCatalog;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.evaluator.TestConfig;
import org.improvedgan.evaluator.board.EvaluationBoard;
import org.improvedgan.evaluator.board.EvaluationLog;
import org.improvedgan.evaluator.board.HumanBoard;
import org.improvedgan.evaluator.board.LatestScores;
import org.improvedgan.evaluator.board.RunningEvaluations;
import org.improvedgan.evaluator.board.TrainingBoard;
import org.improvedgan.evaluator.grid.Grids;
import org.improvedgan.evaluator.sampler.SamplerClient;
import org.improvedgan.evaluator.scoring.Classifiers;
import org.improvedgan.evaluator.scoring.EvaluationPlans;
import org.improvedgan.evaluator.scoring.EvaluationProgress;
import org.improvedgan.evaluator.scoring.OfficialClassifier;
import org.improvedgan.evaluator.scoring.RealDataEvaluations;
import org.improvedgan.evaluator.scoring.SplitEvaluations;
import org.improvedgan.service.KafkaSettings;

/** One whole evaluator without its pages, so that a test can have several. */
final class Instance implements AutoCloseable {

  final EvaluatorConfig config;
  final KafkaSettings kafka;
  final EvaluationLog evaluations;
  final EvaluationBoard board;
  final EvaluationProgress progress;
  final RunningEvaluations running;
  final Worker worker;
  final Assembler assembler;
  final Pipeline pipeline;
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final CheckpointCatalog catalog;
  private final OfficialClassifier official;
  private final Classifiers classifiers;
  private final SamplerClient sampler;
  private final TrainingBoard training;
  private final HumanBoard humans;

  private Instance(String bootstrap, Map<String, String> settings, OfficialClassifier.Loader loader) {
    config = TestConfig.of(settings);
    kafka = new KafkaSettings(Map.of("bootstrap.servers", bootstrap,
        "max.poll.interval.ms", settings.getOrDefault("max.poll.interval.ms", "300000")));
    catalog = new CheckpointCatalog(kafka.common(), manifest -> { }, id -> { });
    evaluations = new EvaluationLog(kafka);
    board = new EvaluationBoard(config, kafka, evaluations);
    training = new TrainingBoard(kafka);
    humans = new HumanBoard(kafka);
    progress = new EvaluationProgress(metrics);
    running = new RunningEvaluations(board, progress, metrics);
    official = new OfficialClassifier(loader, Duration.ofMillis(50), progress);
    classifiers = new Classifiers(config, official);
    sampler = new SamplerClient(config, catalog);
    RealDataEvaluations realData = new RealDataEvaluations(config, classifiers, progress);
    worker = new Worker(config, board,
        new SplitEvaluations(classifiers, sampler, new Grids(config, sampler), progress));
    assembler = new Assembler(config, evaluations, new Announcements(kafka));
    pipeline = new Pipeline(config, kafka, catalog, evaluations, board, training, humans, running,
        new LatestScores(evaluations, metrics), progress, metrics,
        new Planner(config, new EvaluationPlans(config, classifiers), evaluations, board), worker, assembler,
        new RealDataQueue(catalog, realData, progress), new RealDataScoring(realData, evaluations));
  }

  /** @param settings beside the sampler's address: short pauses are chosen here; Kafka's max.poll.interval.ms, too */
  static Instance start(String bootstrap, int samplerPort, Map<String, String> settings) {
    return start(bootstrap, samplerPort, settings, listener -> {
      throw new IllegalStateException("No test here may want the official classifier.");
    });
  }

  /** @param official loads what stands for the official Inception */
  static Instance start(String bootstrap, int samplerPort, Map<String, String> settings,
      OfficialClassifier.Loader official) {
    Map<String, String> all = new HashMap<>(Map.of(
        "evaluator.sampler.target", "localhost:" + samplerPort,
        "evaluator.sampler.first-pause", "20ms",
        "evaluator.sampler.longest-pause", "200ms",
        "evaluator.sampler.pruned-after", "1s",
        "evaluator.samples", "1000"));
    all.putAll(settings);
    Instance instance = new Instance(bootstrap, all, official);
    instance.pipeline.onStart(null);
    return instance;
  }

  /** How often a stage came to an outcome. */
  double outcomes(String stage, String outcome) {
    Counter counter = metrics.find("evaluator.outcomes").tags("stage", stage, "outcome", outcome).counter();
    return counter == null ? 0 : counter.count();
  }

  double gauge(String name) {
    return metrics.get(name).gauge().value();
  }

  @Override
  public void close() {
    try {
      pipeline.onStop(null);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    board.close();
    evaluations.close();
    training.close();
    humans.close();
    catalog.close();
    sampler.close();
    official.close();
    classifiers.close();
  }
}
