package org.improvedgan.humaneval.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.improvedgan.events.CloudEvents;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.Traces;
import org.improvedgan.events.v1.HumanRated;
import org.improvedgan.events.v1.HumanResult;
import org.improvedgan.events.v1.Judgement;
import org.improvedgan.humaneval.page.PageTokens;
import org.improvedgan.humaneval.session.SessionTokens;
import org.improvedgan.humaneval.testing.Browser;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@HumanEvalTest
class OutboxTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;
  @Inject
  Jdbi jdbi;
  @Inject
  PageTokens tokens;
  @Inject
  SessionTokens sessions;
  @Inject
  Outbox outbox;

  private final Browser rater = new Browser();

  @Test
  void everySubmittedPageBecomesOneRatingWithItsJudgements() {
    var ids = List.of(judge(true), judge(false), judge(true));
    awaitEmptyOutbox();
    var ratings = ratings(ids);
    assertThat(ratings).extracting(HumanRated::getRatingId).containsExactlyElementsOf(ids);
    for (var rating : ratings) {
      assertThat(rating.getStudyId()).isEqualTo("open");
      assertThat(rating.getCheckpointId()).isEqualTo("run-e0001");
      assertThat(rating.getArm()).isEqualTo("feedback");
      assertThat(rating.getFeedback()).isTrue();
      assertThat(rating.getRater()).isEqualTo(ratings.get(0).getRater()).isNotEqualTo(rater.cookie().getValue());
      assertThat(rating.getJudgementsList()).isEqualTo(stored(rating.getRatingId()));
    }
  }

  @Test
  void totalsFollowTheRatings() {
    judge(true);
    awaitEmptyOutbox();
    var newest = newestResult();
    var expected = jdbi.withHandle(handle -> handle.createQuery("""
        SELECT count(*) AS judgements, count(*) FILTER (WHERE generated <> judged_generated) AS wrong,
          count(DISTINCT rater_id) AS raters
        FROM page JOIN trial USING (page_id) JOIN judgement USING (page_id, position) JOIN stimulus USING (stimulus_id)
          JOIN session USING (session_id) JOIN pool ON pool.pool_id = session.pool_id
        WHERE checkpoint_id = 'run-e0001' AND pool.study_id = 'open'""").mapToMap().one());
    assertThat(newest.getJudgements()).isEqualTo(expected.get("judgements"));
    assertThat((long) newest.getRaters()).isEqualTo(expected.get("raters"));
    assertThat(newest.getErrorRate())
        .isEqualTo(((Long) expected.get("wrong")).doubleValue() / (Long) expected.get("judgements"));
    assertThat(newest.getWilson().getLow()).isLessThan(newest.getErrorRate());
    assertThat(newest.hasBootstrap()).isEqualTo(newest.getRaters() > 1);
  }

  /** A crash between Kafka's confirmation and the deletion leaves the row: it is sent again, as the same event. */
  @Test
  void aRatingThatIsSentTwiceIsTheSameEvent() {
    var id = judge(true);
    awaitEmptyOutbox();
    var rating = ratings(List.of(id)).get(0);
    jdbi.useTransaction(handle -> outbox.add(handle, rating));
    awaitEmptyOutbox();
    var records = records(Topics.HUMAN_RATINGS).stream()
        .filter(record -> CloudEvents.read(record.headers()).orElseThrow().id().equals(id)).toList();
    assertThat(records).hasSize(2);
    assertThat(records.get(1).value()).isEqualTo(records.get(0).value());
    assertThat(records).allSatisfy(record -> {
      var event = CloudEvents.read(record.headers()).orElseThrow();
      assertThat(event.id()).isEqualTo(id);
      assertThat(event.type()).isEqualTo("org.improvedgan.human.rated.v1");
      assertThat(event.source()).isEqualTo("/human-eval-service");
      assertThat(record.key()).isEqualTo("open");
    });
    var resultIds = records(Topics.HUMAN_RESULTS).stream()
        .map(record -> CloudEvents.read(record.headers()).orElseThrow().id()).toList();
    var last = resultIds.get(resultIds.size() - 1);
    assertThat(last).startsWith("open/run-e0001/feedback/");
    assertThat(resultIds.subList(0, resultIds.size() - 1)).contains(last);
  }

  /** Traces are off here: nobody hears of spans, but the event belongs to the trace of the answer. */
  @Test
  void aRatingIsSentInTheTraceInWhichItWasStored() {
    var id = judge(true);
    awaitEmptyOutbox();
    var rating = ratings(List.of(id)).get(0);
    var trace = "0af7651916cd43dd8448eb211c80319c";
    Context.root().with(Span.wrap(SpanContext.create(trace, "b7ad6b7169203331", TraceFlags.getSampled(),
        TraceState.getDefault()))).wrap(() -> jdbi.useTransaction(handle -> outbox.add(handle, rating))).run();
    awaitEmptyOutbox();
    assertThat(records(Topics.HUMAN_RATINGS))
        .filteredOn(record -> CloudEvents.read(record.headers()).orElseThrow().id().equals(id))
        .extracting(record -> Span.fromContext(Traces.of(record.headers())).getSpanContext().getTraceId())
        .containsExactly(TraceId.getInvalid(), trace);
  }

  /** Who withdraws leaves nothing in the database, and everybody who heard of the answers hears of that too. */
  @Test
  void aWithdrawalIsToldAndTakenOutOfTheTotals() {
    var leaving = new Browser();
    leaving.judgeAll(true).then().statusCode(200);
    judge(true);
    awaitEmptyOutbox();
    var before = newestResult().getAllJudgements();
    leaving.withdraw().then().statusCode(200).body("state", equalTo("withdrawn"));
    leaving.withdraw().then().statusCode(200);
    awaitEmptyOutbox();
    var session = sessions.verify(leaving.token()).toString();
    var withdrawals = records(Topics.HUMAN_RATINGS).stream()
        .filter(record -> type(record).equals("org.improvedgan.human.withdrawn.v1"))
        .map(record -> EventType.HUMAN_WITHDRAWN.parse(record.value()))
        .filter(withdrawal -> withdrawal.getSessionId().equals(session)).toList();
    assertThat(withdrawals).hasSize(1);
    assertThat(newestResult().getAllJudgements()).isEqualTo(before - 25);
    int left = jdbi.withHandle(handle -> handle.createQuery("""
        SELECT count(*) FROM page WHERE session_id = :session""").bind("session", UUID.fromString(session))
        .mapTo(int.class).one());
    assertThat(left).isZero();
  }

  /** A session that is excluded long after its last rating changes the totals, and Kafka hears of it. */
  @Test
  void anExclusionIsTakenOutOfTheTotals() {
    var excluded = new Browser();
    excluded.judgeAll(true).then().statusCode(200);
    judge(true);
    awaitEmptyOutbox();
    var before = newestResult();
    jdbi.useTransaction(handle -> {
      handle.execute("UPDATE session SET exclusions = '{unverified}' WHERE session_id = ?",
          sessions.verify(excluded.token()));
      outbox.addRecount(handle, "open");
    });
    awaitEmptyOutbox();
    assertThat(newestResult().getJudgements()).isEqualTo(before.getJudgements() - 25);
    assertThat(newestResult().getAllJudgements()).isEqualTo(before.getAllJudgements());
  }

  @Test
  void nothingIsSentForAPageThatIsOpen() {
    var open = new Browser().beginPage();
    judge(true);
    awaitEmptyOutbox();
    assertThat(ratings(List.of(tokens.verify(open.token()).toString()))).isEmpty();
  }

  /** Submits a page and gives its id. */
  private String judge(boolean generated) {
    var page = rater.beginPage();
    rater.submit(page.token(), page.images().stream().map(image -> generated).toList()).then().statusCode(200);
    return tokens.verify(page.token()).toString();
  }

  private void awaitEmptyOutbox() {
    await().atMost(PATIENCE).until(() -> jdbi.withHandle(handle ->
        handle.createQuery("SELECT count(*) FROM outbox").mapTo(int.class).one() == 0));
  }

  private List<Judgement> stored(String pageId) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT position, generated, judged_generated, source_index, seed
        FROM trial JOIN judgement USING (page_id, position) JOIN stimulus USING (stimulus_id)
        WHERE page_id = :page ORDER BY position""").bind("page", UUID.fromString(pageId))
        .map((row, context) -> Judgement.newBuilder().setPosition(row.getInt(1)).setGenerated(row.getBoolean(2))
            .setJudgedGenerated(row.getBoolean(3)).setSourceIndex(row.getLong(4)).setSeed(row.getLong(5)).build())
        .list());
  }

  private List<HumanRated> ratings(List<String> ids) {
    return records(Topics.HUMAN_RATINGS).stream()
        .filter(record -> type(record).equals("org.improvedgan.human.rated.v1")).map(OutboxTest::parse)
        .filter(rating -> ids.contains(rating.getRatingId())).toList();
  }

  private HumanResult newestResult() {
    var results = records(Topics.HUMAN_RESULTS).stream()
        .filter(record -> record.key().equals("open/run-e0001/feedback")).toList();
    return EventType.HUMAN_RESULT.parse(results.get(results.size() - 1).value());
  }

  private static String type(ConsumerRecord<String, byte[]> record) {
    return CloudEvents.read(record.headers()).orElseThrow().type();
  }

  private static HumanRated parse(ConsumerRecord<String, byte[]> record) {
    return EventType.HUMAN_RATED.parse(record.value());
  }

  /** Everything that a topic holds now. */
  private List<ConsumerRecord<String, byte[]>> records(String topic) {
    try (var consumer = new KafkaConsumer<>(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka),
        new StringDeserializer(), new ByteArrayDeserializer())) {
      var partitions = consumer.partitionsFor(topic).stream()
          .map(partition -> new TopicPartition(topic, partition.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      var records = new ArrayList<ConsumerRecord<String, byte[]>>();
      while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
        StreamSupport.stream(consumer.poll(Duration.ofMillis(200)).spliterator(), false).forEach(records::add);
      }
      return records;
    }
  }
}
