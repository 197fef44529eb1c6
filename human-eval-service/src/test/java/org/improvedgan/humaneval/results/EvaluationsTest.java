package org.improvedgan.humaneval.results;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.Traces;
import org.improvedgan.events.v1.EvaluatedCheckpoint;
import org.improvedgan.events.v1.EvaluatedDataset;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.FrechetDistance;
import org.improvedgan.events.v1.InceptionScore;
import org.improvedgan.events.v1.ScoreProtocol;
import org.improvedgan.humaneval.testing.HandMadeStudy;
import org.improvedgan.humaneval.testing.HandMadeStudy.Answer;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Scores of checkpoints come by Kafka and are set against what people say. */
@HumanEvalTest
class EvaluationsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ScoreProtocol PROTOCOL = ScoreProtocol.newBuilder().setClassifierName("inception")
      .setSamples(50_000).setSplits(10).build();

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;
  @Inject
  Jdbi jdbi;

  @Test
  void scoresAreStoredOnceAndWhatIsNoEvaluationIsSetAside() {
    var good = evaluation("twice", "stored-e0001", PROTOCOL, 3.5, 40, 100);
    var nul = evaluation("nul", "stored-\0e0002", PROTOCOL, 3.5, 40, 100);
    var nameless = evaluation("", "stored-e0003", PROTOCOL, 3.5, 40, 100);
    var infinite = evaluation("infinite", "stored-e0004", PROTOCOL, Double.POSITIVE_INFINITY, 40, 100);
    var late = evaluation("late", "stored-e0005", PROTOCOL, 3.5, 40, Long.MAX_VALUE);
    var dataset = EvaluationCompleted.newBuilder().setEvaluationId("real")
        .setDataset(EvaluatedDataset.newBuilder().setDataset("mnist")).build();
    var traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    send(Traces.of(traceparent).wrapSupplier(() -> EventType.EVALUATION_COMPLETED.record("/test", good)).get());
    send(new ProducerRecord<>(Topics.EVALUATIONS, "poison", "no message".getBytes(StandardCharsets.UTF_8)));
    List.of(nul, nameless, infinite, late, dataset).forEach(e ->
        send(EventType.EVALUATION_COMPLETED.record("/test", e)));
    // The same id means the same evaluation for ever.
    send(EventType.EVALUATION_COMPLETED.record("/test",
        good.toBuilder().setInceptionScore(InceptionScore.newBuilder().setMean(9)).build()));
    send(EventType.EVALUATION_COMPLETED.record("/test",
        evaluation("last", "stored-e0006", PROTOCOL, 4.5, Double.NaN, 100).toBuilder().clearFid().build()));

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(stored()).hasSize(2));
    assertThat(stored()).containsExactly(Map.of("evaluation_id", "last", "checkpoint_id", "stored-e0006",
        "inception_score", 4.5), Map.of("evaluation_id", "twice", "checkpoint_id", "stored-e0001",
        "inception_score", 3.5, "fid", 40.0, "traceparent", traceparent));
    assertThat(letters()).extracting(ConsumerRecord::value).contains("no message".getBytes(StandardCharsets.UTF_8),
        nul.toByteArray(), nameless.toByteArray(), infinite.toByteArray(), late.toByteArray()).hasSize(5);
    assertThat(letters()).allSatisfy(letter -> {
      assertThat(letter.key()).startsWith("gan.evaluations/0/");
      assertThat(new String(letter.headers().lastHeader("dead-letter-reason").value(), StandardCharsets.UTF_8))
          .isNotBlank();
    });
  }

  /** Error rates of 2, 4, 6 of 10 beside scores of 3, 2, 1, and distances in the same order as the rates. */
  @Test
  void errorRatesAreCorrelatedWithTheScoresOfOneProtocol() {
    var study = new HandMadeStudy(jdbi, "correlated", "open", """
        {"publicResults": true, "arms": [{"name": "a"}, {"name": "b"}, {"name": "c"}, {"name": "unscored"},
          {"name": "dim", "exposureMillis": 100}, {"name": "best", "top": {"percent": 1, "of": 1000}}]}""");
    judge(study, "a", study.pool("corr-e0001", 1), 2);
    judge(study, "b", study.pool("corr-e0002", 2), 4);
    var third = study.pool("corr-e0003", 3);
    judge(study, "c", third, 6);
    judge(study, "unscored", study.pool("corr-e0004", 4), 1);
    judge(study, "dim", third, 9);
    judge(study, "best", third, 10);
    var older = PROTOCOL.toBuilder().setSplits(1).build();
    send(EventType.EVALUATION_COMPLETED.record("/test", evaluation("x4", "corr-e0004", older, 9, 90, 50)));
    send(EventType.EVALUATION_COMPLETED.record("/test", evaluation("x1", "corr-e0001", PROTOCOL, 3, 10, 100)));
    send(EventType.EVALUATION_COMPLETED.record("/test", evaluation("x2", "corr-e0002", PROTOCOL, 2, 20, 101)));
    send(EventType.EVALUATION_COMPLETED.record("/test", evaluation("x3", "corr-e0003", PROTOCOL, 1, 40, 102)));

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(report().getList("correlations[0].points.checkpoint"))
        .containsExactly("corr-e0001", "corr-e0002", "corr-e0003"));
    var report = report();
    assertThat(report.getList("correlations.metric")).containsExactly("inceptionScore", "fid", "inceptionScore", "fid");
    assertThat(report.getList("correlations[0].arms")).containsExactly("a", "b", "c", "unscored");
    assertThat(report.getList("correlations[2].arms")).containsExactly("dim");
    assertThat(report.getList("correlations[0].points.score", Double.class)).containsExactly(3.0, 2.0, 1.0);
    assertThat(report.getList("correlations[0].points.errorRate", Double.class)).containsExactly(0.2, 0.4, 0.6);
    assertThat(report.getInt("correlations[0].protocol.splits")).isEqualTo(10);
    assertThat(report.getDouble("correlations[0].correlation.pearson")).isEqualTo(-1, within(1e-6));
    assertThat(report.getDouble("correlations[0].correlation.pearsonP")).isEqualTo(2 / 6.0, within(1e-6));
    assertThat(report.getDouble("correlations[1].correlation.spearman")).isEqualTo(1, within(1e-6));
    assertThat(report.getDouble("correlations[1].correlation.pearson")).as("10, 20, 40").isLessThan(0.99);
    assertThat((Object) report.get("correlations[2].correlation")).as("one checkpoint").isNull();
  }

  private static JsonPath report() {
    return given().get("/api/results/correlated").then().statusCode(200).extract().jsonPath();
  }

  /** One rater who was wrong about so many of ten images. */
  private static void judge(HandMadeStudy study, String arm, UUID pool, int wrong) {
    var answers = new ArrayList<Answer>();
    for (var i = 0; i < 10; i++) {
      var generated = i % 2 == 0;
      answers.add(new Answer(study.stimulus(pool, generated, false, arm.hashCode() + i), generated == (i >= wrong)));
    }
    study.page(study.session(study.rater(), arm, pool, "finished"), 1, "main", 5, answers);
  }

  private static EvaluationCompleted evaluation(String id, String checkpoint, ScoreProtocol protocol, double score,
      double fid, long second) {
    return EvaluationCompleted.newBuilder().setEvaluationId(id)
        .setCheckpoint(EvaluatedCheckpoint.newBuilder().setCheckpointId(checkpoint)).setProtocol(protocol)
        .setInceptionScore(InceptionScore.newBuilder().setMean(score))
        .setFid(FrechetDistance.newBuilder().setValue(fid))
        .setCompletedAt(Timestamp.newBuilder().setSeconds(second)).build();
  }

  private List<Map<String, Object>> stored() {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT evaluation_id, checkpoint_id, inception_score, fid, traceparent FROM evaluation
        WHERE checkpoint_id LIKE 'stored-%' ORDER BY evaluation_id""").mapToMap().list()).stream()
        .map(row -> {
          row.values().removeIf(value -> value == null);
          return row;
        }).toList();
  }

  private void send(ProducerRecord<String, byte[]> record) {
    try (var producer = new KafkaProducer<>(Map.<String, Object>of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka),
        new StringSerializer(), new ByteArraySerializer())) {
      producer.send(record);
    }
  }

  private List<ConsumerRecord<String, byte[]>> letters() {
    try (var consumer = new KafkaConsumer<>(Map.<String, Object>of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka),
        new StringDeserializer(), new ByteArrayDeserializer())) {
      var partition = new TopicPartition("gan.evaluations.human-eval.dead-letter", 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      var end = consumer.endOffsets(List.of(partition)).get(partition);
      var records = new ArrayList<ConsumerRecord<String, byte[]>>();
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }
}
