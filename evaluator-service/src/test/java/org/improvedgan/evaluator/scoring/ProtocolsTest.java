package org.improvedgan.evaluator.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.improvedgan.events.v1.ScoreProtocol;
import org.junit.jupiter.api.Test;

class ProtocolsTest {

  private static final ScoreProtocol PROTOCOL = ScoreProtocol.newBuilder()
      .setClassifierName("mnist-classifier")
      .setClassifierSha256("0aff144f")
      .setClasses(10)
      .setSamples(10_000)
      .setSplits(10)
      .setOrder("generated")
      .setSeed(-1)
      .setQuantisation("uint8-round-half-even")
      .build();

  /** Ids are in Kafka for ever: another id for the same protocol would score everything again. */
  @Test
  void idsStayAsTheyAre() {
    // printf 'inception-score|0aff144f|10|10000|10|generated|18446744073709551615|uint8-round-half-even' | sha256sum
    assertThat(Protocols.evaluationId("run-e0001", PROTOCOL)).isEqualTo("run-e0001/5496c99751ff");
  }

  @Test
  void everythingThatChangesTheScoreChangesTheId() {
    Set<String> ids = Stream.of(
            PROTOCOL.toBuilder(),
            PROTOCOL.toBuilder().setClassifierSha256("1"),
            PROTOCOL.toBuilder().setClasses(9),
            PROTOCOL.toBuilder().setSamples(50_000),
            PROTOCOL.toBuilder().setSplits(1),
            PROTOCOL.toBuilder().setOrder("stored"),
            PROTOCOL.toBuilder().setSeed(2),
            PROTOCOL.toBuilder().setQuantisation("uint8-as-stored"))
        .map(protocol -> Protocols.evaluationId("run-e0001", protocol.build()))
        .collect(Collectors.toSet());
    assertThat(ids).hasSize(8);
  }
}
