package org.improvedgan.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SupervisorTest {

  private static final RestartPolicy SOON =
      new RestartPolicy(Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMinutes(1), 3);

  @TempDir
  private Path folder;
  private final Recorder recorder = new Recorder();

  @Test
  void aKilledChildIsStartedAgain() throws Exception {
    try (Supervisor supervisor = new Supervisor(recorder, SOON)) {
      supervisor.start(child("sleeper", "echo up; exec sleep 600"));
      ProcessHandle first = recorder.nextStarted();
      first.destroyForcibly();
      assertThat(recorder.died.poll(30, TimeUnit.SECONDS)).isEqualTo("sleeper: signal 9");
      ProcessHandle second = recorder.nextStarted();
      assertThat(second.pid()).isNotEqualTo(first.pid());
      assertThat(second.isAlive()).isTrue();
      assertThat(supervisor.failure()).isEmpty();
    }
  }

  @Test
  void aChildThatKeepsDyingIsGivenUpWithItsLog() throws Exception {
    try (Supervisor supervisor = new Supervisor(recorder, SOON)) {
      supervisor.start(child("broken", "echo why it died; exit 3"));
      assertThat(recorder.gaveUp.poll(30, TimeUnit.SECONDS)).isEqualTo("broken: exit code 3");
      assertThat(supervisor.failure()).hasValueSatisfying(reason -> assertThat(reason)
          .isEqualTo("The broken died 3 times in a row (exit code 3): its log says why, see " + log("broken") + "."));
      assertThat(recorder.started).hasSize(3);
    }
    assertThat(Files.readString(log("broken"))).isEqualTo("why it died\n".repeat(3));
  }

  @Test
  void closingLeavesNoProcessNotEvenAGrandchild() throws Exception {
    Supervisor supervisor = new Supervisor(recorder, SOON);
    supervisor.start(child("parent", "sleep 600 & echo ready; wait"));
    ProcessHandle parent = recorder.nextStarted();
    ProcessHandle grandchild = await(() -> parent.descendants().findFirst().orElse(null));
    supervisor.close();
    assertThat(parent.isAlive()).isFalse();
    assertThat(await(() -> grandchild.isAlive() ? null : "gone")).isEqualTo("gone");
    assertThat(recorder.died).isEmpty();
  }

  @Test
  void nothingStartsAfterClosing() throws Exception {
    Supervisor supervisor = new Supervisor(recorder, SOON);
    supervisor.close();
    supervisor.start(child("late", "sleep 600"));
    assertThat(recorder.started).isEmpty();
  }

  @Test
  void delaysDoubleUpToTheLongest() {
    assertThat(List.of(1, 2, 3, 4, 5, 6, 60)).map(RestartPolicy.DEFAULT::delay).map(Duration::toMillis)
        .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 10_000L, 10_000L);
  }

  private ChildProcess child(String name, String script) {
    return new ChildProcess(name, List.of("sh", "-c", script), Map.of(), log(name));
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private static <T> T await(java.util.function.Supplier<T> condition) {
    while (true) {
      T value = condition.get();
      if (value != null) {
        return value;
      }
      Thread.onSpinWait();
    }
  }

  private static final class Recorder implements Supervisor.Listener {

    private final BlockingQueue<ProcessHandle> started = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> died = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> gaveUp = new LinkedBlockingQueue<>();

    @Override
    public void started(ChildProcess child, ProcessHandle process) {
      started.add(process);
    }

    @Override
    public void died(ChildProcess child, String how, Duration delay) {
      died.add(child.name() + ": " + how);
    }

    @Override
    public void gaveUp(ChildProcess child, String how) {
      gaveUp.add(child.name() + ": " + how);
    }

    private ProcessHandle nextStarted() throws InterruptedException {
      ProcessHandle process = started.poll(30, TimeUnit.SECONDS);
      assertThat(process).as("a child that was started").isNotNull();
      return process;
    }
  }
}
