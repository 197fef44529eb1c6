package org.improvedgan.sampler.serving;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.improvedgan.events.v1.CheckpointManifest;

/**
 * Loaded models by checkpoint id, at most {@code capacity} of them: a new one takes the place of the one that was used
 * longest ago, but never of the one to keep. Each is loaded once, however many ask for it at the same time.
 */
final class ModelCache implements AutoCloseable {

  /** One place in the cache; {@code ready} is set while the cache itself uses the model. */
  private static final class Slot {
    private final CheckpointManifest manifest;
    private CompletableFuture<Model> loading;
    private Model ready;

    private Slot(CheckpointManifest manifest) {
      this.manifest = manifest;
    }
  }

  private final int capacity;
  private final Function<CheckpointManifest, Model> loader;
  private final Executor executor;
  private final Map<String, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);
  private String keep = "";

  /**
   * @param capacity at least 2
   * @param loader called on {@code executor}; what it throws reaches everybody who waits for the model
   */
  ModelCache(int capacity, Function<CheckpointManifest, Model> loader, Executor executor) {
    if (capacity < 2) {
      throw new IllegalArgumentException("At least 2 models must fit into memory, not " + capacity + ".");
    }
    this.capacity = capacity;
    this.loader = loader;
    this.executor = executor;
  }

  /** A lease of the checkpoint's model, once it is loaded. */
  CompletableFuture<Lease> acquire(CheckpointManifest manifest) {
    return loading(manifest).thenCompose(model -> model.lease()
        .map(CompletableFuture::completedFuture)
        // Evicted before this call had its turn.
        .orElseGet(() -> acquire(manifest)));
  }

  /** Names the model that is never evicted. */
  synchronized void keep(String checkpointId) {
    keep = checkpointId;
    slots.get(checkpointId); // counts as a use
  }

  /** Whether the checkpoint's model is loaded. */
  synchronized boolean contains(String checkpointId) {
    // Does not count as a use: get() would.
    return slots.entrySet().stream()
        .anyMatch(slot -> slot.getKey().equals(checkpointId) && slot.getValue().ready != null);
  }

  /** How many models are loaded. */
  synchronized int size() {
    return (int) slots.values().stream().filter(slot -> slot.ready != null).count();
  }

  /** Lets go of a checkpoint; calls that use it go on. */
  synchronized void remove(String checkpointId) {
    Slot slot = slots.remove(checkpointId);
    if (slot != null) {
      letGo(slot);
    }
  }

  @Override
  public synchronized void close() {
    slots.values().forEach(ModelCache::letGo);
    slots.clear();
  }

  private synchronized CompletableFuture<Model> loading(CheckpointManifest manifest) {
    String id = manifest.getCheckpointId();
    Slot known = slots.get(id);
    if (known != null && known.manifest.equals(manifest)) {
      return known.loading;
    }
    remove(id);
    Slot slot = new Slot(manifest);
    // Before the loading begins: a fast one is over, and settled by this very thread, before the next line is reached.
    slots.put(id, slot);
    slot.loading = CompletableFuture.supplyAsync(() -> loader.apply(manifest), executor)
        .whenComplete((model, failure) -> settle(id, slot, model));
    return slot.loading;
  }

  private synchronized void settle(String id, Slot slot, Model model) {
    boolean wanted = slots.containsKey(id) && slots.get(id) == slot;
    if (model == null) {
      if (wanted) {
        slots.remove(id);
      }
    } else if (wanted) {
      slot.ready = model;
      evict();
    } else {
      model.release();
    }
  }

  private void evict() {
    int tooMany = size() - capacity;
    for (Iterator<Slot> oldestFirst = slots.values().iterator(); tooMany > 0 && oldestFirst.hasNext(); ) {
      Slot slot = oldestFirst.next();
      if (slot.ready != null && !slot.manifest.getCheckpointId().equals(keep)) {
        oldestFirst.remove();
        letGo(slot);
        tooMany--;
      }
    }
  }

  private static void letGo(Slot slot) {
    if (slot.ready != null) {
      slot.ready.release();
      slot.ready = null;
    }
  }
}
