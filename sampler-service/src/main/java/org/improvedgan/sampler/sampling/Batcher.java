package org.improvedgan.sampler.sampling;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.improvedgan.images.Images;
import org.improvedgan.inference.GeneratorSlot;
import org.improvedgan.inference.Latents;
import org.improvedgan.inference.OnnxGenerator;
import org.improvedgan.sampler.SamplerConfig;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.SamplingException.Kind;
import org.improvedgan.sampler.serving.Lease;

/**
 * Dynamic batching: the few threads that generate images, and what waits for them. A run of a model has a fixed number
 * of slots; a thread that is free fills them with rows of whoever waits for that model, in turn, so that many calls for
 * one image share a run, and a large request that shares a model with small ones gets what they leave. Models take
 * turns as well. A run that would not be full may wait a little for more rows ({@code gan.sampler.max-delay}).
 *
 * <p>Rows of a caller that is gone are dropped when their turn comes.
 */
@Singleton
public class Batcher {

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long STOP_MILLIS = 10_000;

  /**
   * What a thread does next.
   *
   * @param owners  the requests that the slots belong to, each once
   * @param dropped requests that are over because their callers are gone
   */
  private record Turn(OnnxGenerator model, List<GeneratorSlot> slots, List<Request> owners, List<Request> dropped) {
  }

  private final int threads;
  private final long maxDelayNanos;
  private final int maxWaiting;
  private final BatchMetrics metrics;
  private final List<Thread> workers = new ArrayList<>();
  /** Requests that have rows to hand out, by model; the model whose turn is next comes first. */
  private final Map<OnnxGenerator, Deque<Request>> waiting = new LinkedHashMap<>();
  private int waitingRows;
  private int idle;
  private boolean stopped;

  @Inject
  Batcher(SamplerConfig config, BatchMetrics metrics) {
    this(config.workers().orElse(Runtime.getRuntime().availableProcessors()), config.maxDelay(), config.maxQueue(),
        metrics);
  }

  Batcher(int threads, Duration maxDelay, int maxWaiting, BatchMetrics metrics) {
    this.threads = threads;
    this.maxDelayNanos = maxDelay.toNanos();
    this.maxWaiting = maxWaiting;
    this.metrics = metrics;
    metrics.queue(this::waitingRows);
    for (int i = 1; i <= threads; i++) {
      Thread thread = new Thread(this::work, "sampling-" + i);
      thread.setDaemon(true);
      workers.add(thread);
    }
    workers.forEach(Thread::start);
  }

  /** How many runs are worked on at the same time. */
  public int threads() {
    return threads;
  }

  /**
   * Queues a whole request.
   *
   * @param lease stays open until the result is there
   * @param gone whether the caller does not want the images any more; asked often, by any thread
   * @return done in one of the batcher's threads; fails with {@link CancellationException} once the caller is gone, and
   *     with {@link SamplingException} of kind BUSY if too many rows wait already
   */
  public CompletableFuture<Images> submit(Lease lease, Latents latents, BooleanSupplier gone) {
    synchronized (this) {
      if (waitingRows >= maxWaiting) {
        return CompletableFuture.failedFuture(new SamplingException(Kind.BUSY,
            waitingRows + " images are waiting to be generated already; try again in a moment."));
      }
    }
    return submitMore(lease, latents, gone);
  }

  /** As {@link #submit}, for the next piece of a request that was let in before: it is never refused. */
  public CompletableFuture<Images> submitMore(Lease lease, Latents latents, BooleanSupplier gone) {
    Request request = new Request(lease.generator(), latents, gone);
    if (latents.count() == 0) {
      request.complete();
      return request.done;
    }
    synchronized (this) {
      if (stopped) {
        return CompletableFuture.failedFuture(
            new SamplingException(Kind.UNAVAILABLE, "The sampler is stopping; try again in a moment."));
      }
      waiting.computeIfAbsent(lease.generator(), model -> new ArrayDeque<>()).add(request);
      waitingRows += latents.count();
      if (idle > 0) {
        notify();
      }
    }
    return request.done;
  }

  private synchronized int waitingRows() {
    return waitingRows;
  }

  private void work() {
    try {
      for (Turn turn = next(); turn != null; turn = next()) {
        turn.dropped.forEach(Request::complete);
        if (!turn.slots.isEmpty()) {
          ran(turn.owners, run(turn.model, turn.slots));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Throwable run(OnnxGenerator model, List<GeneratorSlot> slots) {
    try {
      metrics.run(slots.size(), () -> model.run(slots));
      return null;
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  /** A run with rows of these requests is over. */
  private void ran(List<Request> owners, Throwable failure) {
    List<Request> over = new ArrayList<>();
    synchronized (this) {
      for (Request owner : owners) {
        owner.running--;
        if (failure != null) {
          waitingRows -= owner.left();
          owner.giveUp(failure);
        }
        if (owner.isOver()) {
          over.add(owner);
        }
      }
    }
    over.forEach(Request::complete);
  }

  /** Waits for work, and takes what the next run does. Null once stopped. */
  private synchronized Turn next() throws InterruptedException {
    while (!stopped) {
      long delay = 0;
      if (!waiting.isEmpty()) {
        OnnxGenerator model = waiting.keySet().iterator().next();
        delay = delay(model);
        if (delay == 0) {
          return take(model);
        }
      }
      idle++;
      try {
        wait(delay / NANOS_PER_MILLI, (int) (delay % NANOS_PER_MILLI)); // 0: until notified
      } finally {
        idle--;
      }
    }
    return null;
  }

  /** How long a run of the model should still wait for more rows, in nanoseconds. */
  private long delay(OnnxGenerator model) {
    if (maxDelayNanos == 0) {
      return 0;
    }
    int rows = 0;
    long oldest = Long.MAX_VALUE;
    long now = System.nanoTime();
    for (Request request : waiting.get(model)) {
      rows += request.left();
      oldest = Math.min(oldest, request.since - now);
      if (rows >= model.batch()) {
        return 0;
      }
    }
    return Math.max(0, oldest + maxDelayNanos);
  }

  /** Hands the model's slots out in turn; it and those requests that still have rows go to the end of their queues. */
  private Turn take(OnnxGenerator model) {
    Turn turn = new Turn(model, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Deque<Request> requests = waiting.remove(model);
    List<Request> more = new ArrayList<>();
    while (turn.slots.size() < model.batch() && !requests.isEmpty()) {
      Request request = requests.poll();
      int before = request.left();
      if (before > 0 && request.gone.getAsBoolean()) {
        metrics.dropped();
        request.giveUp(new CancellationException("The caller is gone."));
        if (request.isOver()) {
          turn.dropped.add(request);
        }
      } else if (before > 0) {
        request.handOut(turn.slots, model.batch() - turn.slots.size());
        turn.owners.add(request);
        if (request.left() > 0) {
          more.add(request);
        }
      }
      waitingRows -= before - request.left();
    }
    requests.addAll(more);
    if (!requests.isEmpty()) {
      waiting.put(model, requests);
      if (idle > 0) {
        notify();
      }
    }
    return turn;
  }

  /** Lets the runs that are under way end, and gives up everything that waits. */
  @PreDestroy
  void stop() {
    List<Request> left = new ArrayList<>();
    synchronized (this) {
      stopped = true;
      waiting.values().forEach(left::addAll);
      left.forEach(request -> request.giveUp(
          new SamplingException(Kind.UNAVAILABLE, "The sampler is stopping; try again in a moment.")));
      left.removeIf(request -> !request.isOver());
      waiting.clear();
      waitingRows = 0;
      notifyAll();
    }
    left.forEach(Request::complete);
    // A generator may be closed only when no run is under way.
    try {
      for (Thread worker : workers) {
        worker.join(STOP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Rows that are handed out in runs, one after another. Over once all are handed out, or it was given up, and no run is
   * under way: then the caller may close its lease. Everything but {@link #complete} needs the batcher's lock.
   */
  private final class Request {

    private final OnnxGenerator model;
    private final Latents latents;
    private final BooleanSupplier gone;
    private final CompletableFuture<Images> done = new CompletableFuture<>();
    private final long since = System.nanoTime();
    /** Made when the first row is handed out, since what waits should cost little. */
    private byte[] pixels = new byte[0];
    private int handedOut;
    private int running;
    private Throwable failure;

    private Request(OnnxGenerator model, Latents latents, BooleanSupplier gone) {
      this.model = model;
      this.latents = latents;
      this.gone = gone;
    }

    private int left() {
      return failure == null ? latents.count() - handedOut : 0;
    }

    private boolean isOver() {
      return running == 0 && left() == 0;
    }

    private void handOut(List<GeneratorSlot> slots, int free) {
      if (handedOut == 0) {
        pixels = new byte[Math.multiplyExact(latents.count(), model.shape().size())];
        metrics.waited(System.nanoTime() - since);
      }
      int count = Math.min(free, left());
      for (int i = 0; i < count; i++) {
        slots.add(new GeneratorSlot(latents, handedOut + i, pixels));
      }
      handedOut += count;
      running++;
    }

    private void giveUp(Throwable reason) {
      if (failure == null) {
        failure = reason;
      }
    }

    private void complete() {
      if (failure == null) {
        done.complete(new Images(model.shape(), latents.count(), pixels));
      } else {
        done.completeExceptionally(failure);
      }
    }
  }
}
