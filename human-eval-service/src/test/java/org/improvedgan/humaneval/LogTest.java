package org.improvedgan.humaneval;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.improvedgan.events.LogIds;
import org.improvedgan.events.RecordedLog;
import org.improvedgan.humaneval.session.SessionTokens;
import org.improvedgan.humaneval.testing.Browser;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.improvedgan.humaneval.testing.TestStudies;
import org.junit.jupiter.api.Test;

/** What the log says of each record besides its sentence: study, checkpoint and session, and never the rater. */
@HumanEvalTest
class LogTest {
  @Inject
  TestStudies studies;
  @Inject
  SessionTokens sessions;

  @Test
  void thePreparationOfAStudyNamesItAndItsCheckpoint() {
    try (var log = RecordedLog.of("org.improvedgan.humaneval.pool")) {
      var study = studies.open("{'title': 'Logged', 'arms': [{'name': 'a', 'checkpoint': 'run-e0001'}]}");
      assertThat(log.lines(" are ready")).extracting(RecordedLog.Line::ids)
          .contains(Map.of("studyId", study, "runId", "run", "checkpointId", "run-e0001"));
    }
    assertThat(LogIds.current()).isEmpty();
  }

  @Test
  void anAnswerNamesItsSessionAndTheNextOneItsOwn() {
    var first = new Browser();
    var second = new Browser();
    try (var log = RecordedLog.of("org.improvedgan.humaneval.rating")) {
      first.judgeAll(true).then().statusCode(200);
      second.judgeAll(true).then().statusCode(200);
      assertThat(log.lines("Answers of page")).extracting(RecordedLog.Line::ids).isEqualTo(List.of(
          Map.of("sessionId", sessions.verify(first.token()).toString()),
          Map.of("sessionId", sessions.verify(second.token()).toString())));
    }
  }
}
