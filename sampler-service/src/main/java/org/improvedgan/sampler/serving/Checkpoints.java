package org.improvedgan.sampler.serving;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.improvedgan.checkpoints.CheckpointCatalog;
import org.improvedgan.checkpoints.CheckpointException;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.inference.ModelException;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.SamplingException.Kind;
import org.jboss.logging.Logger;

/**
 * Which checkpoint serves a request. Follows the catalog; loads, verifies and warms up each new checkpoint, and only
 * then lets it be "latest". One that cannot be used is refused, and the ones before it keep serving. All methods are
 * thread-safe and none blocks.
 */
public final class Checkpoints implements AutoCloseable {

  /** Stands for the newest checkpoint that serves. */
  public static final String LATEST = "latest";

  private static final Logger LOG = Logger.getLogger(Checkpoints.class);
  private static final long RETRY_SECONDS = 1;

  private final Duration patience;
  private final int models;
  private final CheckpointCatalog catalog;
  private final ModelLoader loader;
  private final ModelCache cache;
  private final ExecutorService loading = Executors.newSingleThreadExecutor(work -> {
    Thread thread = new Thread(work, "checkpoint-loader");
    thread.setDaemon(true);
    return thread;
  });
  private final Waiters waiters = new Waiters();
  private final Refusals refusals;
  /** Ids of new checkpoints that are being loaded: not "latest" yet. */
  private final Set<String> arriving = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private boolean caughtUp;
  private volatile boolean closed;

  /**
   * @param kafka connection settings, at least {@code bootstrap.servers}
   * @param models how many models stay in memory, at least 2
   * @param patience how long a request waits for a checkpoint that is not known yet
   * @param loader makes the models; closed with this
   * @param refusals remembers which checkpoints cannot be used; closed with this
   */
  Checkpoints(Map<String, Object> kafka, int models, Duration patience, ModelLoader loader, Refusals refusals) {
    this.patience = patience;
    this.models = models;
    this.loader = loader;
    this.refusals = refusals;
    this.cache = new ModelCache(models, this::load, loading);
    this.catalog = new CheckpointCatalog(kafka, this::published, this::pruned);
  }

  /** Starts to follow; returns at once. */
  public void start() {
    catalog.start();
    Thread starter = new Thread(this::catchUp, "checkpoint-start");
    starter.setDaemon(true);
    starter.start();
  }

  /**
   * Done when the checkpoints that were there at the start are known and the newest of them serves or was refused.
   * An empty catalog is ready too: there is nothing to wait for.
   */
  public CompletableFuture<Void> ready() {
    return ready;
  }

  /**
   * Resolves a checkpoint and makes it ready.
   *
   * @param checkpoint an id, or "latest", or empty for the same
   * @param runId narrows "latest" to one run; empty for any
   * @return a lease that the caller closes; fails with {@link SamplingException}
   */
  public CompletableFuture<Lease> acquire(String checkpoint, String runId) {
    if (!checkpoint.isEmpty() && !checkpoint.equals(LATEST)) {
      return known(checkpoint).thenCompose(manifest -> acquire(manifest, runId));
    }
    return ready.copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(late -> {
          throw new SamplingException(Kind.UNAVAILABLE, "The sampler is still starting; try again in a moment.");
        })
        .thenCompose(started -> latest(runId, new HashSet<>()));
  }

  /** The checkpoint of this id, if it can be sampled. */
  public Optional<CheckpointManifest> find(String checkpointId) {
    return catalog.find(checkpointId).filter(manifest -> !refusals.contains(checkpointId));
  }

  /** All checkpoints that can be sampled, oldest first; those of one run unless {@code runId} is empty. */
  public List<CheckpointManifest> all(String runId) {
    return catalog.all().stream()
        .filter(manifest -> runId.isEmpty() || manifest.getRunId().equals(runId))
        .filter(manifest -> !refusals.contains(manifest.getCheckpointId()))
        .toList();
  }

  /** Whether the checkpoint's model lies in memory. */
  public boolean isLoaded(String checkpointId) {
    return cache.contains(checkpointId);
  }

  /** How many models lie in memory. */
  public int loadedModels() {
    return cache.size();
  }

  /** Which checkpoints cannot be sampled, and why. */
  Refusals refusals() {
    return refusals;
  }

  @Override
  public void close() {
    closed = true;
    catalog.close();
    loading.shutdown();
    try {
      loading.awaitTermination(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cache.close();
    loader.close();
    refusals.close();
  }

  private CompletableFuture<CheckpointManifest> known(String id) {
    return catalog.find(id)
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> waiters.await(id, patience, () -> catalog.find(id)))
        .exceptionally(late -> {
          throw catalog.isCaughtUp()
              ? new SamplingException(Kind.NOT_FOUND, "There is no checkpoint \"" + id
                  + "\", or it was pruned; ListCheckpoints names those that can be sampled.")
              : new SamplingException(Kind.UNAVAILABLE, "The sampler is still starting; try again in a moment.");
        });
  }

  private CompletableFuture<Lease> acquire(CheckpointManifest manifest, String runId) {
    String id = manifest.getCheckpointId();
    if (!runId.isEmpty() && !manifest.getRunId().equals(runId)) {
      return CompletableFuture.failedFuture(new SamplingException(Kind.NOT_FOUND,
          "Checkpoint \"" + id + "\" belongs to the run \"" + manifest.getRunId() + "\", not \"" + runId + "\"."));
    }
    return refusals.reason(id)
        .map(reason -> CompletableFuture.<Lease>failedFuture(refusal(id, reason)))
        .orElseGet(() -> cache.acquire(manifest));
  }

  /** The newest that has been loaded before one that is about to be; one that fails is not tried again. */
  private CompletableFuture<Lease> latest(String runId, Set<String> tried) {
    List<CheckpointManifest> candidates = new ArrayList<>(all(runId));
    candidates.removeIf(manifest -> tried.contains(manifest.getCheckpointId()));
    if (candidates.isEmpty()) {
      return CompletableFuture.failedFuture(new SamplingException(Kind.UNAVAILABLE, runId.isEmpty()
          ? "No checkpoint serves yet; try again once a training run has published one."
          : "No checkpoint of the run \"" + runId + "\" serves yet; try again once it has published one."));
    }
    Collections.reverse(candidates);
    CheckpointManifest newest = candidates.stream()
        .filter(manifest -> !arriving.contains(manifest.getCheckpointId()))
        .findFirst()
        .orElse(candidates.get(0));
    return cache.acquire(newest).exceptionallyCompose(failure -> {
      if (cause(failure) instanceof SamplingException known && known.kind() == Kind.UNAVAILABLE) {
        return CompletableFuture.failedFuture(known);
      }
      tried.add(newest.getCheckpointId());
      return latest(runId, tried);
    });
  }

  /** Runs on the loader's thread. */
  private Model load(CheckpointManifest manifest) {
    try {
      return loader.load(manifest);
    } catch (CheckpointException e) {
      switch (e.reason()) {
        case PRUNED -> throw new SamplingException(Kind.NOT_FOUND, e.getMessage(), e);
        case BROKEN -> throw refuse(manifest, "broken", e.getMessage(), e);
        default -> throw new SamplingException(Kind.UNAVAILABLE, e.getMessage() + " Try again in a moment.", e);
      }
    } catch (ModelException e) {
      throw refuse(manifest, e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'), e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw refuse(manifest, "memory", "It does not fit into the memory of this sampler (" + e.getMessage() + ").", e);
    } catch (RuntimeException e) {
      throw refuse(manifest, "unusable", "It cannot be loaded (" + e + ").", e);
    }
  }

  private SamplingException refuse(CheckpointManifest manifest, String kind, String reason, Throwable cause) {
    String id = manifest.getCheckpointId();
    LOG.warnf("Refused checkpoint %s, those before it keep serving: %s", id, reason);
    LOG.debug("Why it was refused", cause);
    refusals.add(manifest, kind, reason);
    return refusal(id, reason);
  }

  private static SamplingException refusal(String id, String reason) {
    return new SamplingException(Kind.REFUSED, "Checkpoint \"" + id + "\" cannot be sampled: " + reason);
  }

  /** Called in the catalog's thread. */
  private void published(CheckpointManifest manifest) {
    String id = manifest.getCheckpointId();
    refusals.forget(id);
    synchronized (this) {
      if (caughtUp) {
        arriving.add(id);
        preload(manifest);
      }
    }
    waiters.found(manifest);
  }

  /** Called in the catalog's thread. */
  private void pruned(String id) {
    arriving.remove(id);
    refusals.forget(id);
    cache.remove(id);
    LOG.debugf("Checkpoint %s was pruned", id);
  }

  /** The newest checkpoint first, so that it serves soon; then those before it, as many as fit. */
  private void catchUp() {
    while (!catalog.isCaughtUp()) {
      try {
        catalog.awaitCaughtUp(Duration.ofSeconds(1));
      } catch (CheckpointException e) {
        if (closed) {
          return;
        }
      }
    }
    List<CheckpointManifest> there;
    synchronized (this) {
      caughtUp = true;
      there = catalog.all();
      there.subList(Math.max(0, there.size() - models), there.size())
          .forEach(manifest -> arriving.add(manifest.getCheckpointId()));
    }
    if (there.isEmpty()) {
      ready.complete(null);
      return;
    }
    CheckpointManifest newest = there.get(there.size() - 1);
    preload(newest).whenComplete((done, failure) -> ready.complete(null));
    there.subList(Math.max(0, there.size() - models), there.size() - 1).forEach(this::preload);
  }

  private CompletableFuture<Void> preload(CheckpointManifest manifest) {
    String id = manifest.getCheckpointId();
    return cache.acquire(manifest).handle((lease, failure) -> {
      if (lease != null) {
        lease.close();
        arriving.remove(id);
        keepNewest();
        LOG.infof("Checkpoint %s serves", id);
      } else if (cause(failure) instanceof SamplingException known && known.kind() == Kind.UNAVAILABLE) {
        LOG.warn(known.getMessage());
        CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS).execute(() -> retry(manifest));
      } else {
        arriving.remove(id);
      }
      return null;
    });
  }

  private void retry(CheckpointManifest manifest) {
    if (!closed && arriving.contains(manifest.getCheckpointId())) {
      preload(manifest);
    }
  }

  private void keepNewest() {
    List<CheckpointManifest> serving = all("").stream()
        .filter(manifest -> !arriving.contains(manifest.getCheckpointId()))
        .toList();
    if (!serving.isEmpty()) {
      cache.keep(serving.get(serving.size() - 1).getCheckpointId());
    }
  }

  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
  }
}
