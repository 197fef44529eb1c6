package org.improvedgan.humaneval.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.Test;

class ProblemsTest {

  @Test
  void whatTheDatabaseCannotDoAtTheMomentIsToBeTriedAgain() {
    for (String state : List.of("53100", "53300", "08006", "57P01")) {
      assertThat(statusOf(state)).as(state).isEqualTo(503);
    }
    assertThat(statusOf("22021")).isEqualTo(400);
    assertThat(statusOf("42601")).isEqualTo(500);
  }

  @Test
  void manyRequestsWithTheSameTroubleTellOfItOnce() {
    List<LogRecord> told = new ArrayList<>();
    Logger log = Logger.getLogger(Problems.class.getName());
    Handler handler = new Handler() {
      @Override
      public void publish(LogRecord line) {
        told.add(line);
      }

      @Override
      public void flush() {
        // Nothing is held back.
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
    log.addHandler(handler);
    try {
      for (int i = 0; i < 100; i++) {
        statusOf("53100");
      }
    } finally {
      log.removeHandler(handler);
    }
    // None where another test has told of it just before.
    assertThat(told).hasSizeLessThanOrEqualTo(1);
  }

  private static int statusOf(String state) {
    try (var answer = new Problems().failedInDatabase(
        new UnableToExecuteStatementException(new SQLException("trouble", state), null))) {
      return answer.getStatus();
    }
  }
}
