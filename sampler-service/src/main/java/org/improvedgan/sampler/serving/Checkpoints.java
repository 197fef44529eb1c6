package org.improvedgan.sampler.serving;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.improvedgan.checkpoints.CheckpointCatalog;
import org.improvedgan.checkpoints.CheckpointException;
import org.improvedgan.events.LogIds;
import org.improvedgan.events.Traces;
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
  private final List<Consumer<CheckpointChange>> listeners = new CopyOnWriteArrayList<>();
  private final Scores scores;
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
    this.cache = new ModelCache(models, manifest -> Traces.span("load checkpoint", SpanKind.CONSUMER, Context.current(),
        manifest.getCheckpointId(), () -> load(manifest)), Context.taskWrapping(loading));
    this.scores = new Scores(kafka, this::scored);
    this.catalog = new CheckpointCatalog(kafka, this::published, this::pruned);
  }

  /** Starts to follow; returns at once. */
  public void start() {
    scores.start();
    catalog.start();
    Thread starter = new Thread(this::catchUp, "checkpoint-start");
    starter.setDaemon(true);
    starter.start();
  }

  /**
   * Done when the checkpoints that were there at the start are known and the newest of them serves or was refused.
   * With an empty catalog there is nothing to wait for.
   */
  public CompletableFuture<Void> ready() {
    return ready;
  }

  /**
   * Resolves a checkpoint and makes it ready.
   *
   * @return a lease that the caller closes; fails with {@link SamplingException}
   */
  public CompletableFuture<Lease> acquire(Choice choice) {
    if (choice.pinned()) {
      return known(choice).thenCompose(this::acquire);
    }
    CompletableFuture<Void> started = started();
    return choice.checkpoint().equals(Choice.BEST)
        ? started.thenCompose(done -> acquire(best(choice)))
        : started.thenCompose(done -> latest(choice.runId(), new HashSet<>()));
  }

  /** Resolves a checkpoint without loading it; fails as {@link #acquire(Choice)}. */
  public CompletableFuture<CheckpointManifest> resolve(Choice choice) {
    if (choice.pinned()) {
      return known(choice).thenApply(manifest -> {
        refusals.reason(manifest.getCheckpointId()).ifPresent(reason -> {
          throw refusal(manifest.getCheckpointId(), reason);
        });
        return manifest;
      });
    }
    return started().thenApply(done -> choice.checkpoint().equals(Choice.BEST)
        ? best(choice)
        : newest(all(choice.runId())).orElseThrow(() -> nothingServes(choice.runId())));
  }

  private CompletableFuture<Void> started() {
    return ready.copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(late -> {
          throw new SamplingException(Kind.UNAVAILABLE, "The sampler is still starting; try again in a moment.");
        });
  }

  private CheckpointManifest best(Choice choice) {
    String metric = choice.metric().isEmpty() ? Scores.INCEPTION_SCORE : choice.metric();
    List<CheckpointManifest> candidates = all(choice.runId());
    if (candidates.isEmpty()) {
      throw nothingServes(choice.runId());
    }
    return scores.best(candidates, metric).orElseThrow(() -> new SamplingException(Kind.NOT_FOUND,
        "No checkpoint" + (choice.runId().isEmpty() ? "" : " of the run \"" + choice.runId() + "\"")
            + " has the metric \"" + metric + "\" yet; ListCheckpoints names the metrics that are known."));
  }

  /** Numbers of a checkpoint by name: its scores and the metrics of its manifest. */
  public Map<String, Double> metrics(CheckpointManifest manifest) {
    return scores.of(manifest);
  }

  /**
   * Tells {@code listener} of all that happens from now on, in the threads where it happens: it must not block.
   *
   * @return ends it
   */
  public Runnable listen(Consumer<CheckpointChange> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void tell(CheckpointChange.Kind kind, CheckpointManifest manifest, String reason) {
    listeners.forEach(listener -> listener.accept(new CheckpointChange(kind, manifest, reason)));
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

  /** Whether the checkpoint can be sampled and is not a new one that is still being loaded for the first time. */
  public boolean serves(CheckpointManifest manifest) {
    String id = manifest.getCheckpointId();
    return ready.isDone() && find(id).isPresent() && !arriving.contains(id);
  }

  /** Whether the checkpoint's model lies in memory. */
  public boolean isLoaded(String checkpointId) {
    return cache.contains(checkpointId);
  }

  /** Whether any checkpoint can be sampled at once. */
  public boolean serves() {
    // The newest that serves always lies in memory.
    return ready.isDone() && cache.size() > 0;
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
    scores.close();
    catalog.close();
    loading.shutdown();
    loader.stop();
    try {
      loading.awaitTermination(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cache.close();
    loader.close();
    refusals.close();
  }

  private CompletableFuture<CheckpointManifest> known(Choice choice) {
    String id = choice.checkpoint();
    return catalog.find(id)
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> waiters.await(id, patience, () -> catalog.find(id)))
        .exceptionally(late -> {
          throw catalog.isCaughtUp()
              ? new SamplingException(Kind.NOT_FOUND, "There is no checkpoint \"" + id
                  + "\", or it was pruned; ListCheckpoints names those that can be sampled.")
              : new SamplingException(Kind.UNAVAILABLE, "The sampler is still starting; try again in a moment.");
        })
        .thenApply(manifest -> {
          if (!choice.runId().isEmpty() && !manifest.getRunId().equals(choice.runId())) {
            throw new SamplingException(Kind.NOT_FOUND, "Checkpoint \"" + id + "\" belongs to the run \""
                + manifest.getRunId() + "\", not \"" + choice.runId() + "\".");
          }
          return manifest;
        });
  }

  private CompletableFuture<Lease> acquire(CheckpointManifest manifest) {
    String id = manifest.getCheckpointId();
    return refusals.reason(id)
        .map(reason -> CompletableFuture.<Lease>failedFuture(refusal(id, reason)))
        .orElseGet(() -> cache.acquire(manifest));
  }

  /** The newest that has been loaded before one that is about to be; one that fails is not tried again. */
  private CompletableFuture<Lease> latest(String runId, Set<String> tried) {
    List<CheckpointManifest> candidates = new ArrayList<>(all(runId));
    candidates.removeIf(manifest -> tried.contains(manifest.getCheckpointId()));
    if (candidates.isEmpty()) {
      return CompletableFuture.failedFuture(nothingServes(runId));
    }
    CheckpointManifest newest = newest(candidates).orElseThrow();
    return cache.acquire(newest).exceptionallyCompose(failure -> {
      if (cause(failure) instanceof SamplingException known && known.kind() == Kind.UNAVAILABLE) {
        return CompletableFuture.failedFuture(known);
      }
      tried.add(newest.getCheckpointId());
      return latest(runId, tried);
    });
  }

  /** The newest of these that has been loaded once, else the newest. */
  private Optional<CheckpointManifest> newest(List<CheckpointManifest> oldestFirst) {
    List<CheckpointManifest> candidates = new ArrayList<>(oldestFirst);
    Collections.reverse(candidates);
    return candidates.stream()
        .filter(manifest -> !arriving.contains(manifest.getCheckpointId()))
        .findFirst()
        .or(() -> candidates.stream().findFirst());
  }

  private static SamplingException nothingServes(String runId) {
    return new SamplingException(Kind.UNAVAILABLE, runId.isEmpty()
        ? "No checkpoint serves yet; try again once a training run has published one."
        : "No checkpoint of the run \"" + runId + "\" serves yet; try again once it has published one.");
  }

  /** Runs on the loader's thread. */
  @SuppressWarnings("try") // The log's ids are there to be closed.
  private Model load(CheckpointManifest manifest) {
    try (LogIds ids = ids(manifest)) {
      return loadOrRefuse(manifest);
    }
  }

  private static LogIds ids(CheckpointManifest manifest) {
    return LogIds.ofCheckpoint(manifest.getRunId(), manifest.getCheckpointId());
  }

  private Model loadOrRefuse(CheckpointManifest manifest) {
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
    tell(CheckpointChange.Kind.REFUSED, manifest, reason);
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
    scores.forget(id);
    tell(CheckpointChange.Kind.PRUNED, CheckpointManifest.newBuilder().setCheckpointId(id).build(), "");
    LOG.debugf("Checkpoint %s was pruned", id);
  }

  /** Called in the scores' thread. */
  private void scored(String id) {
    find(id).ifPresent(manifest -> tell(CheckpointChange.Kind.SCORED, manifest, ""));
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

  @SuppressWarnings("try") // The log's ids are there to be closed.
  private CompletableFuture<Void> preload(CheckpointManifest manifest) {
    return cache.acquire(manifest).handle(Context.current().wrapFunction((lease, failure) -> {
      try (LogIds ids = ids(manifest).trace()) {
        preloaded(manifest, lease, failure);
      }
      return null;
    }));
  }

  /** @param lease null where there is a failure */
  private void preloaded(CheckpointManifest manifest, Lease lease, Throwable failure) {
    String id = manifest.getCheckpointId();
    if (lease != null) {
      lease.close();
      arriving.remove(id);
      keepNewest();
      LOG.infof("Checkpoint %s serves", id);
      tell(CheckpointChange.Kind.SERVES, manifest, "");
    } else if (cause(failure) instanceof SamplingException known && known.kind() == Kind.UNAVAILABLE) {
      LOG.warn(known.getMessage());
      CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS).execute(() -> retry(manifest));
    } else {
      arriving.remove(id);
    }
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
