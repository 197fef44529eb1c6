package org.improvedgan.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.improvedgan.trainer.Broker.request;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.improvedgan.events.EventType;
import org.improvedgan.kafka.local.LocalKafka;
import org.improvedgan.service.KafkaSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trainers of one consumer group that come and go. */
class RequestLoopTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Map<String, String> THREE_EPOCHS = Map.of("dataset", "drawn-digits", "epochs", "3");

  private LocalKafka kafka;
  private Broker broker;

  @BeforeEach
  void start() {
    kafka = LocalKafka.startTemporary();
    broker = Broker.at(kafka);
  }

  @AfterEach
  void stop() {
    kafka.close();
  }

  @Test
  void aRunThatWasInterruptedIsTakenUpByTheNextTrainer() throws Exception {
    CountDownLatch inSecondEpoch = new CountDownLatch(1);
    AtomicReference<Trainer> stopping = new AtomicReference<>();
    try (Trainer first = new Trainer(iteration -> {
      if (iteration >= FakeTrainees.ITERATIONS) {
        inSecondEpoch.countDown();
        await().atMost(PATIENCE).until(() -> !stopping.get().loop.subscribed());
      }
    })) {
      first.awaitReady();
      stopping.set(first);
      broker.send(request("handed-over", "mnist-demo", THREE_EPOCHS));
      inSecondEpoch.await();
    }
    assertThat(broker.committed()).isZero();
    assertThat(broker.checkpointIds("handed-over")).containsExactly("handed-over-e0001");

    try (Trainer second = new Trainer(iteration -> { })) {
      second.awaitReady();
      await().atMost(PATIENCE).until(() -> broker.over("handed-over"));
      await().atMost(PATIENCE).until(() -> broker.committed() == 1);
    }
    assertThat(broker.checkpointIds("handed-over"))
        .containsExactly("handed-over-e0001", "handed-over-e0002", "handed-over-e0003");
  }

  @Test
  void trainersOfOneGroupShareTheRequests() {
    Set<Integer> working = ConcurrentHashMap.newKeySet();
    CountDownLatch both = new CountDownLatch(2);
    IntConsumer waitForTheOther = iteration -> {
      if (working.add(System.identityHashCode(Thread.currentThread()))) {
        both.countDown();
      }
      await().atMost(PATIENCE).until(() -> both.getCount() == 0);
    };
    try (Trainer one = new Trainer(waitForTheOther); Trainer two = new Trainer(waitForTheOther)) {
      one.awaitReady();
      two.awaitReady();
      for (int partition = 0; partition < 4; partition++) {
        broker.send(EventType.TRAINING_REQUESTED.record("/test", partition,
            request("run-" + partition, "mnist-demo", Map.of("dataset", "drawn-digits", "epochs", "1"))));
      }
      for (int partition = 0; partition < 4; partition++) {
        String run = "run-" + partition;
        await().atMost(PATIENCE).until(() -> broker.over(run));
        assertThat(broker.checkpointIds(run)).containsExactly(run + "-e0001");
      }
    }
    assertThat(working).hasSize(2);
  }

  private final class Trainer implements AutoCloseable {
    private final EventSender sender = new EventSender(new KafkaSettings(broker.config()));
    private final RequestLoop loop;

    Trainer(IntConsumer beforeIteration) {
      TrainerConfig config = new Broker.Config();
      TrainerMetrics metrics = new TrainerMetrics(new SimpleMeterRegistry());
      TrainingJob job = new TrainingJob(config, new KafkaSettings(broker.config()), new FakeTrainees(beforeIteration), metrics);
      loop = new RequestLoop(new KafkaSettings(broker.config()), config, new RequestHandler(config, sender, job, metrics));
      loop.onStart(new StartupEvent());
    }

    void awaitReady() {
      await().atMost(PATIENCE).until(loop::subscribed);
    }

    @Override
    public void close() {
      try {
        loop.onStop(new ShutdownEvent());
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      sender.close();
    }
  }
}
