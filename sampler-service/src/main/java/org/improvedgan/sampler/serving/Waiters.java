package org.improvedgan.sampler.serving;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.improvedgan.events.v1.CheckpointManifest;

/** Requests for checkpoints that this replica has not heard of yet, though another service may have. */
final class Waiters {

  private record Waiter(String id, CompletableFuture<CheckpointManifest> arrival) {
  }

  private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();

  /**
   * Waits for a checkpoint.
   *
   * @param look asks once more, for the case that it came just now
   * @return fails with {@link java.util.concurrent.TimeoutException} after {@code patience}
   */
  CompletableFuture<CheckpointManifest> await(String id, Duration patience,
      Supplier<Optional<CheckpointManifest>> look) {
    Waiter waiter = new Waiter(id, new CompletableFuture<>());
    waiting.add(waiter);
    look.get().ifPresent(waiter.arrival()::complete);
    return waiter.arrival().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((manifest, late) -> waiting.remove(waiter));
  }

  void found(CheckpointManifest manifest) {
    waiting.stream()
        .filter(waiter -> waiter.id().equals(manifest.getCheckpointId()))
        .forEach(waiter -> waiter.arrival().complete(manifest));
  }
}
