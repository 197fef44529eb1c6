package org.improvedgan.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.HumanResult;
import org.junit.jupiter.api.Test;

class CloudEventsTest {
  private static final CloudEvent EVENT = new CloudEvent("id-1", "/trainer-service", "org.improvedgan.thing.v1",
      Optional.of("run-1"), Instant.parse("2026-11-22T19:03:01.250Z"));

  @Test
  void writesTheHeadersOfTheKafkaBindingInBinaryMode() {
    Map<String, String> written = new TreeMap<>();
    for (Header header : CloudEvents.headers(EVENT)) {
      written.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    assertThat(written).isEqualTo(Map.of("ce_specversion", "1.0", "ce_id", "id-1", "ce_source", "/trainer-service",
        "ce_type", "org.improvedgan.thing.v1", "ce_subject", "run-1", "ce_time", "2026-11-22T19:03:01.250Z",
        "content-type", "application/protobuf"));
  }

  @Test
  void readsWhatItWrites() {
    assertThat(CloudEvents.read(new RecordHeaders(CloudEvents.headers(EVENT)))).contains(EVENT);
  }

  @Test
  void readsTimesOfOtherZonesAndDoesWithoutOptionalAttributes() {
    RecordHeaders headers = new RecordHeaders(CloudEvents.headers(EVENT));
    headers.remove("ce_time");
    assertThat(CloudEvents.read(headers)).get().extracting(CloudEvent::time).isEqualTo(Instant.EPOCH);
    headers.add("ce_time", "2026-11-22T20:03:01.25+01:00".getBytes(StandardCharsets.UTF_8));
    headers.remove("ce_subject");
    assertThat(CloudEvents.read(headers)).contains(
        new CloudEvent(EVENT.id(), EVENT.source(), EVENT.type(), Optional.empty(), EVENT.time()));
  }

  @Test
  void aRecordWithoutARequiredAttributeIsNoCloudEvent() {
    for (String required : List.of("ce_specversion", "ce_id", "ce_source", "ce_type")) {
      RecordHeaders headers = new RecordHeaders(CloudEvents.headers(EVENT));
      headers.remove(required);
      assertThat(CloudEvents.read(headers)).as("without " + required).isEmpty();
    }
  }

  @Test
  void anEventKnowsItsTopicKeyAndType() {
    CheckpointManifest manifest = CheckpointManifest.newBuilder().setCheckpointId("run-e0001").build();
    ProducerRecord<String, byte[]> record = EventType.CHECKPOINT_PUBLISHED.record("/test", manifest);

    assertThat(record.topic()).isEqualTo("gan.checkpoints");
    assertThat(record.key()).isEqualTo("run-e0001");
    assertThat(EventType.CHECKPOINT_PUBLISHED.parse(record.value())).isEqualTo(manifest);
    assertThat(CloudEvents.read(record.headers())).hasValueSatisfying(event -> {
      assertThat(event.type()).isEqualTo("org.improvedgan.checkpoint.published.v1");
      assertThat(event.id()).isEqualTo("run-e0001");
      assertThat(event.subject()).contains("run-e0001");
    });
  }

  @Test
  void aRecordThatIsNotTheMessageIsRefusedInOneSentence() {
    assertThatThrownBy(() -> EventType.HUMAN_RATED.parse(new byte[] {-1, -1}))
        .isInstanceOf(EventException.class)
        .hasMessageStartingWith("A record of gan.human-ratings is not a org.improvedgan.human.rated.v1: ");
    assertThatThrownBy(() -> EventType.HUMAN_RATED.parse(null))
        .isInstanceOf(EventException.class)
        .hasMessage("A record of gan.human-ratings has no value.");
  }

  @Test
  void aDeadLetterKeepsTheRecordAndSaysWhereItLayAndWhy() {
    ConsumerRecord<String, byte[]> broken =
        new ConsumerRecord<>("gan.training-requests", 3, 42, "run-1", new byte[] {1, 2});
    broken.headers().add("ce_id", "id-1".getBytes(StandardCharsets.UTF_8));

    ProducerRecord<String, byte[]> letter = DeadLetters.of(broken, "trainer", "There is no experiment x.");

    assertThat(letter.topic()).isEqualTo("gan.training-requests.trainer.dead-letter");
    assertThat(letter.key()).isEqualTo("gan.training-requests/3/42");
    assertThat(letter.value()).containsExactly(1, 2);
    Map<String, String> headers = new TreeMap<>();
    letter.headers().forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    assertThat(headers).isEqualTo(Map.of("ce_id", "id-1", "dead-letter-reason", "There is no experiment x.",
        "dead-letter-topic", "gan.training-requests", "dead-letter-partition", "3", "dead-letter-offset", "42",
        "dead-letter-key", "run-1"));
  }

  @Test
  void resultsOfDifferentContentDifferInTheirIds() {
    HumanResult result = HumanResult.newBuilder().setStudyId("study").setCheckpointId("run-e0001").setArm("a")
        .setJudgements(25).build();
    String id = id(EventType.HUMAN_RESULT.record("/test", result));
    assertThat(id).startsWith("study/run-e0001/a/").isEqualTo(id(EventType.HUMAN_RESULT.record("/test", result)))
        .isNotEqualTo(id(EventType.HUMAN_RESULT.record("/test", result.toBuilder().setErrorRate(0.5).build())));
    assertThat(EventType.HUMAN_RESULT.key(result)).isEqualTo("study/run-e0001/a");
    assertThat(EventType.HUMAN_RESULT.key(result.toBuilder().clearArm().build())).isEqualTo("study/run-e0001");
  }

  private static String id(ProducerRecord<String, byte[]> record) {
    return CloudEvents.read(record.headers()).orElseThrow().id();
  }
}
