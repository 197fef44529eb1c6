package org.improvedgan.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.improvedgan.events.LogIds;
import org.junit.jupiter.api.Test;

/** The log's ids in a service, whose log keeps them for each thread. */
@SuppressWarnings("try") // The ids are there to be closed.
class LogIdsTest {

  @Test
  void idsLastUntilTheyAreClosedAndThenThoseFromBeforeAreBack() {
    try (LogIds run = LogIds.ofRun("a")) {
      try (LogIds checkpoint = LogIds.ofCheckpoint("b", "b-e0001").evaluation("").study(null)) {
        assertThat(LogIds.current()).isEqualTo(Map.of("runId", "b", "checkpointId", "b-e0001"));
        checkpoint.run("c");
      }
      assertThat(LogIds.current()).isEqualTo(Map.of("runId", "a"));
    }
    assertThat(LogIds.current()).isEmpty();
  }

  /** A pool's thread is started by whoever comes first, and serves everybody. */
  @Test
  void aThreadThatServesOthersDoesNotInheritThem() throws Exception {
    ExecutorService heir = Executors.newSingleThreadExecutor();
    ExecutorService pool = Executors.newSingleThreadExecutor(task -> new Thread(LogIds.without(task)));
    try (LogIds run = LogIds.ofRun("a")) {
      assertThat(heir.submit(LogIds::current).get()).as("what is to be avoided").containsEntry("runId", "a");
      assertThat(pool.submit(LogIds::current).get()).isEmpty();
    } finally {
      heir.shutdown();
      pool.shutdown();
    }
  }

  @Test
  void idsCanBeNamedAgain() {
    Map<String, String> ids;
    try (LogIds checkpoint = LogIds.ofCheckpoint("a", "a-e0001")) {
      ids = LogIds.current();
    }
    try (LogIds again = LogIds.again(ids)) {
      assertThat(LogIds.current()).isEqualTo(ids);
    }
    assertThat(LogIds.current()).isEmpty();
  }
}
