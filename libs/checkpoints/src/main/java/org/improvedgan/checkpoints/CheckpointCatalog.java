package org.improvedgan.checkpoints;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.improvedgan.checkpoints.CheckpointException.Reason;
import org.improvedgan.events.DeadLetters;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;

/**
 * Follows the checkpoints in a thread of its own: from the beginning, only what was committed, without a consumer
 * group, so that every process sees all of them. Goes on when Kafka was away. Sets manifests that it cannot read aside
 * in the dead-letter topic. Its methods are thread-safe.
 *
 * <p>Its manifests have no {@code settings}: only who resumes a run needs them, they are most of what a manifest takes,
 * and every process keeps those of all live checkpoints.
 */
public final class CheckpointCatalog implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(CheckpointCatalog.class.getName());
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Map<String, Object> kafka;
  private final Consumer<CheckpointManifest> onNew;
  private final Consumer<String> onPruned;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::follow, "checkpoint-catalog");

  private volatile Map<String, CheckpointManifest> live = Map.of();
  private volatile ManifestLog log;
  private KafkaProducer<String, byte[]> deadLetters;

  /**
   * @param kafka connection settings, at least {@code bootstrap.servers}
   * @param onNew called in the catalog's thread for each checkpoint that is there at the start, in the order of
   *     publication, and then for each new one; a checkpoint that was published again comes again
   * @param onPruned called in the catalog's thread with the id of each checkpoint that is removed later
   */
  public CheckpointCatalog(Map<String, Object> kafka, Consumer<CheckpointManifest> onNew, Consumer<String> onPruned) {
    this.kafka = Map.copyOf(kafka);
    this.onNew = onNew;
    this.onPruned = onPruned;
    thread.setDaemon(true);
  }

  /** Starts to follow; returns at once. */
  public void start() {
    thread.start();
  }

  /**
   * Waits until the checkpoints that were there at the start are known and {@code onNew} was called for them.
   *
   * @throws CheckpointException when that takes longer
   */
  public void awaitCaughtUp(Duration timeout) {
    try {
      if (!caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CheckpointException(Reason.UNAVAILABLE, "The list of checkpoints could not be read from Kafka within "
            + timeout.toSeconds() + " seconds.");
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** Whether {@link #awaitCaughtUp} would return at once. */
  public boolean isCaughtUp() {
    return caughtUp.getCount() == 0;
  }

  /** All live checkpoints in the order of publication. */
  public List<CheckpointManifest> all() {
    return List.copyOf(live.values());
  }

  public Optional<CheckpointManifest> find(String id) {
    return Optional.ofNullable(live.get(id));
  }

  /** The checkpoint of the run with the highest epoch; without a run, the one that was published last. */
  public Optional<CheckpointManifest> latest(Optional<String> runId) {
    if (runId.isPresent()) {
      return live.values().stream()
          .filter(manifest -> manifest.getRunId().equals(runId.get()))
          .max(Comparator.comparingInt(CheckpointManifest::getEpoch));
    }
    return live.values().stream().reduce((first, second) -> second);
  }

  /** Stops to follow; no callback comes afterwards, unless called from one. */
  @Override
  public void close() {
    stop.countDown();
    ManifestLog current = log;
    if (current != null) {
      current.wakeup();
    }
    try {
      if (thread != Thread.currentThread()) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    while (!stopped()) {
      try (ManifestLog manifests = new ManifestLog(kafka, CheckpointCatalog::withoutSettings, this::setAside)) {
        log = manifests;
        catchUp(manifests);
        while (!stopped()) {
          publish(manifests.poll(POLL), manifests);
        }
      } catch (WakeupException e) {
        // close() was called
      } catch (KafkaException e) {
        LOG.log(System.Logger.Level.WARNING, "The checkpoints cannot be followed, trying again: " + e.getMessage());
        pause();
      }
    }
    if (deadLetters != null) {
      deadLetters.close();
    }
  }

  private static CheckpointManifest withoutSettings(CheckpointManifest manifest) {
    return manifest.toBuilder().clearSettings().build();
  }

  /** Reads to the end before anybody is told, so that nobody is told of checkpoints that are long gone. */
  private void catchUp(ManifestLog manifests) {
    long end = manifests.end();
    while (manifests.position() < end && !stopped()) {
      manifests.poll(POLL);
    }
    Map<String, CheckpointManifest> before = live;
    live = new LinkedHashMap<>(manifests.live());
    before.keySet().stream().filter(id -> !live.containsKey(id)).forEach(id -> call(onPruned, id));
    live.forEach((id, manifest) -> {
      if (!manifest.equals(before.get(id))) {
        call(onNew, manifest);
      }
    });
    caughtUp.countDown();
  }

  private void publish(List<ManifestLog.Change> changes, ManifestLog manifests) {
    if (changes.isEmpty()) {
      return;
    }
    live = new LinkedHashMap<>(manifests.live());
    for (ManifestLog.Change change : changes) {
      change.trace().wrap(() -> tell(change)).run();
    }
  }

  private void tell(ManifestLog.Change change) {
    if (change.manifest() == null) {
      call(onPruned, change.id());
    } else {
      call(onNew, change.manifest());
    }
  }

  private <T> void call(Consumer<T> listener, T value) {
    if (stopped()) {
      return;
    }
    try {
      listener.accept(value);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "A listener of the checkpoints failed", e);
    }
  }

  private void setAside(ConsumerRecord<String, byte[]> record, String reason) {
    LOG.log(System.Logger.Level.WARNING, "Skipped a broken manifest at offset " + record.offset() + " of "
        + record.topic() + ": " + reason);
    if (deadLetters == null) {
      deadLetters = KafkaClients.producer(kafka, null);
    }
    deadLetters.send(DeadLetters.of(record, Topics.CATALOG, reason), (metadata, e) -> {
      if (e != null) {
        LOG.log(System.Logger.Level.WARNING, "The broken manifest could not be set aside: " + e.getMessage());
      }
    });
  }

  private boolean stopped() {
    return stop.getCount() == 0;
  }

  private void pause() {
    try {
      stop.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop.countDown();
    }
  }
}
