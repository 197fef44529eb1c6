package org.improvedgan.events;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.improvedgan.events.v1.CheckpointChunk;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.CheckpointPart;
import org.improvedgan.events.v1.ChunkLocation;
import org.improvedgan.events.v1.EvaluatedCheckpoint;
import org.improvedgan.events.v1.EvaluatedDataset;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.EvaluationFailure;
import org.improvedgan.events.v1.EvaluationPart;
import org.improvedgan.events.v1.EvaluationTask;
import org.improvedgan.events.v1.FeatureStatistics;
import org.improvedgan.events.v1.FrechetDistance;
import org.improvedgan.events.v1.HumanRated;
import org.improvedgan.events.v1.HumanResult;
import org.improvedgan.events.v1.HumanWithdrawn;
import org.improvedgan.events.v1.ImageShape;
import org.improvedgan.events.v1.InceptionScore;
import org.improvedgan.events.v1.Interval;
import org.improvedgan.events.v1.Judgement;
import org.improvedgan.events.v1.LatentDistribution;
import org.improvedgan.events.v1.ScoreProtocol;
import org.improvedgan.events.v1.SplitStatistics;
import org.improvedgan.events.v1.TrainingProgressed;
import org.improvedgan.events.v1.TrainingRequested;

/**
 * One of each message with every field set, as the files under {@code golden/events/v1} hold them.
 *
 * <p>{@link #main} writes files for samples that have none yet, and never changes one: a file stands for messages that
 * lie in somebody's Kafka.
 */
final class Samples {
  static final Path DIRECTORY = Path.of("src/test/resources/golden/events/v1");

  private static final Timestamp AT = Timestamp.newBuilder().setSeconds(1_795_374_181).setNanos(250_000_000).build();
  private static final String RUN = "mnist-demo-20261122-190301";
  private static final String CHECKPOINT = RUN + "-e0003";
  private static final String SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

  private Samples() {
  }

  /** The messages by the name of their file. */
  static Map<String, Message> all() {
    Map<String, Message> samples = new LinkedHashMap<>();
    samples.put("training-requested", TrainingRequested.newBuilder()
        .setRunId(RUN).setExperiment("mnist-demo").putOverrides("epochs", "5").setRequestedAt(AT).build());
    samples.put("training-progressed", TrainingProgressed.newBuilder()
        .setRunId(RUN).setExperiment("mnist-demo").setDataset("mnist").setState(TrainingProgressed.State.CHECKPOINTED)
        .setEpoch(3).setEpochs(5).setIteration(1800).setIterations(3000).setIterationsPerSecond(10.5)
        .setSecondsLeft(114.25).putMetrics("generator.loss", 0.75).setCheckpointId(CHECKPOINT)
        .setMessage("A sentence.").setAt(AT).build());
    samples.put("checkpoint-manifest", manifest());
    samples.put("checkpoint-manifest-conditional", manifest().toBuilder().setClasses(10).build());
    samples.put("checkpoint-chunk", CheckpointChunk.newBuilder()
        .setCheckpointId(CHECKPOINT).setIndex(2).setPart("state.bin").setOffset(1_000_000)
        .setData(ByteString.copyFrom(new byte[] {0, 1, -1, 127, -128})).build());
    samples.put("evaluation-completed-checkpoint", EvaluationCompleted.newBuilder()
        .setEvaluationId("c0ffee").setCheckpoint(evaluatedCheckpoint())
        .setProtocol(protocol("generated", 7, "uint8-round-half-even")).setInceptionScore(score()).setCompletedAt(AT)
        .setDurationSeconds(12.5).build());
    samples.put("evaluation-completed-dataset", EvaluationCompleted.newBuilder()
        .setEvaluationId("decade").setDataset(EvaluatedDataset.newBuilder().setDataset("mnist").setSplit("test"))
        .setProtocol(protocol("stored", 0, "uint8-as-stored")).setInceptionScore(score()).setCompletedAt(AT)
        .setDurationSeconds(2.5).build());
    samples.put("evaluation-completed-fid", EvaluationCompleted.newBuilder()
        .setEvaluationId("facade").setCheckpoint(evaluatedCheckpoint())
        .setProtocol(protocol("generated", 7, "uint8-round-half-even").toBuilder().setLogitsBias(false))
        .setInceptionScore(score()).setCompletedAt(AT).setDurationSeconds(12.5)
        .setFid(FrechetDistance.newBuilder().setValue(3.25).setReferenceId("decade").setReferenceSamples(10_000))
        .build());
    samples.put("evaluation-completed-features", EvaluationCompleted.newBuilder()
        .setEvaluationId("decade").setDataset(EvaluatedDataset.newBuilder().setDataset("mnist").setSplit("test"))
        .setProtocol(protocol("stored", 0, "uint8-as-stored")).setInceptionScore(score()).setCompletedAt(AT)
        .setDurationSeconds(2.5).setFeatures(features()).build());
    samples.put("evaluation-task", task());
    samples.put("evaluation-part-statistics", EvaluationPart.newBuilder()
        .setTask(task()).setStatistics(SplitStatistics.newBuilder()
            .setRows(1_000).addProbabilitySums(600.1).addProbabilitySums(399.9).setNegativeEntropySum(-123.456))
        .setStartedAt(AT).setFinishedAt(AT).build());
    samples.put("evaluation-part-features", EvaluationPart.newBuilder()
        .setTask(task()).setStatistics(SplitStatistics.newBuilder()
            .setRows(1_000).addProbabilitySums(600.1).addProbabilitySums(399.9).setNegativeEntropySum(-123.456)
            .setFeatures(features()))
        .setStartedAt(AT).setFinishedAt(AT).build());
    samples.put("evaluation-part-failure", EvaluationPart.newBuilder()
        .setTask(task()).setFailure(EvaluationFailure.newBuilder().setReason("A sentence.").setPruned(true))
        .setStartedAt(AT).setFinishedAt(AT).build());
    samples.put("human-rated", HumanRated.newBuilder()
        .setRatingId("rating-1").setStudyId("study-1").setRater("rater-1").setCheckpointId(CHECKPOINT)
        .addJudgements(Judgement.newBuilder().setPosition(4).setGenerated(true).setJudgedGenerated(true)
            .setSourceIndex(77).setSeed(-1L))
        .addJudgements(Judgement.newBuilder().setSourceIndex(9_999))
        .setSubmittedAt(AT).build());
    samples.put("human-result", HumanResult.newBuilder()
        .setStudyId("study-1").setCheckpointId(CHECKPOINT).setRaters(3).setJudgements(72).setErrorRate(0.25)
        .setWilson(Interval.newBuilder().setLow(0.1625).setHigh(0.3625))
        .setBootstrap(Interval.newBuilder().setLow(0.125).setHigh(0.375))
        .setFooledRate(0.375).setDoubtedRate(0.125).setAt(AT).build());
    samples.put("human-rated-session", HumanRated.newBuilder()
        .setRatingId("rating-2").setStudyId("study-2").setRater("rater-1").setCheckpointId(CHECKPOINT)
        .addJudgements(Judgement.newBuilder().setPosition(4).setGenerated(true).setSourceIndex(77).setSeed(-1L)
            .setMillis(1_250))
        .setSubmittedAt(AT).setArm("no-feedback").setSessionId("session-1").setFeedback(true).build());
    samples.put("human-withdrawn", HumanWithdrawn.newBuilder()
        .setStudyId("study-2").setSessionId("session-1").setRater("rater-1").setAt(AT).build());
    samples.put("human-result-arm", HumanResult.newBuilder()
        .setStudyId("study-2").setCheckpointId(CHECKPOINT).setRaters(3).setJudgements(72).setErrorRate(0.25)
        .setWilson(Interval.newBuilder().setLow(0.1625).setHigh(0.3625))
        .setBootstrap(Interval.newBuilder().setLow(0.125).setHigh(0.375))
        .setFooledRate(0.375).setDoubtedRate(0.125).setAt(AT).setArm("no-feedback").setSensitivity(-0.25)
        .setExcludedRaters(2).setAllJudgements(120).setAllErrorRate(0.375)
        .setAllWilson(Interval.newBuilder().setLow(0.3125).setHigh(0.4375))
        .setAllBootstrap(Interval.newBuilder().setLow(0.28125).setHigh(0.46875)).build());
    return samples;
  }

  /** Writes the samples that have no file yet; run it in the folder of this module. */
  public static void main(String[] arguments) throws IOException {
    Files.createDirectories(DIRECTORY);
    for (Map.Entry<String, Message> sample : all().entrySet()) {
      Path file = DIRECTORY.resolve(sample.getKey() + ".binpb");
      if (Files.notExists(file)) {
        Files.write(file, sample.getValue().toByteArray());
      }
    }
  }

  private static CheckpointManifest manifest() {
    return CheckpointManifest.newBuilder()
        .setCheckpointId(CHECKPOINT).setRunId(RUN).setExperiment("mnist-demo").putSettings("batch-size", "100")
        .setEpoch(3).setIteration(1800).setDataset("mnist")
        .setImageShape(ImageShape.newBuilder().setHeight(28).setWidth(28).setChannels(1))
        .setLatent(LatentDistribution.newBuilder().setKind(LatentDistribution.Kind.UNIFORM_0_1).setSize(100))
        .setGitRevision("d042bce3c8a1f0e1d2c3b4a5968778695a4b3c2d").putMetrics("test.error", 0.0125)
        .addParts(CheckpointPart.newBuilder().setName("generator.onnx").setSizeBytes(1_500_000).setSha256(SHA256))
        .setChunks(ChunkLocation.newBuilder().setTopic("gan.checkpoint-chunks").setPartition(2)
            .setFirstOffset(4_000_000_000L).setChunkCount(2))
        .setCreatedAt(AT).build();
  }

  private static EvaluatedCheckpoint evaluatedCheckpoint() {
    return EvaluatedCheckpoint.newBuilder()
        .setCheckpointId(CHECKPOINT).setRunId(RUN).setExperiment("mnist-demo").setDataset("mnist").setEpoch(3)
        .setIteration(1800).setGeneratorSha256(SHA256).build();
  }

  private static FeatureStatistics features() {
    return FeatureStatistics.newBuilder().setRows(1_000).addMean(0.5).addMean(-1.25)
        .addCoMoments(10.5).addCoMoments(-0.25).addCoMoments(7.75).build();
  }

  private static EvaluationTask task() {
    return EvaluationTask.newBuilder()
        .setEvaluationId("c0ffee").setGroup("evaluator").setCheckpoint(evaluatedCheckpoint())
        .setProtocol(protocol("generated", 7, "uint8-round-half-even")).setSplit(4).setFirstSample(4_000)
        .setSampleCount(1_000).setAnnouncedPartition(1).setAnnouncedOffset(4_000_000_000L).build();
  }

  private static ScoreProtocol protocol(String order, long seed, String quantisation) {
    return ScoreProtocol.newBuilder()
        .setClassifierName("mnist-classifier").setClassifierSha256(SHA256).setClasses(10).setSamples(10_000)
        .setSplits(10).setOrder(order).setSeed(seed).setQuantisation(quantisation).build();
  }

  private static InceptionScore score() {
    return InceptionScore.newBuilder().setMean(8.5).setStandardDeviation(0.125).addSplitScores(8.375)
        .addSplitScores(8.625).build();
  }
}
