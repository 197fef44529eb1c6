package org.improvedgan.gan.training;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.LongUnaryOperator;
import org.improvedgan.gan.graph.Noise;
import org.improvedgan.gan.random.CounterRandom;

/**
 * The noise of one kind of step. Noise is a function of a key and its name; so while a step runs, another thread can
 * draw what the next one will ask for.
 */
final class NoiseAhead {
  /** More values than this belong to networks whose steps take far longer, and would be in memory twice. */
  private static final int MOST_AHEAD = 1 << 20;

  /** Noise drawn, or being drawn, for a step. */
  private record Drawn(long step, float[] values, Future<?> ready) {}

  private final LongUnaryOperator keys;
  private final Optional<ExecutorService> ahead;
  private final Map<String, Drawn> drawn = new HashMap<>();
  private final float[] scratch = new float[1 << 14];

  /**
   * Noise by step.
   *
   * @param keys the random key of each step
   * @param ahead the other thread; without one, noise is drawn when asked for
   */
  NoiseAhead(LongUnaryOperator keys, Optional<ExecutorService> ahead) {
    this.keys = keys;
    this.ahead = ahead;
  }

  /** The noise of a step. */
  NoiseSource of(long step) {
    return (noise, target) -> fill(noise, target, step);
  }

  private void fill(Noise noise, FloatBuffer target, long step) {
    if (ahead.isEmpty() || noise.size() > MOST_AHEAD) {
      for (int from = 0; from < noise.size(); from += scratch.length) {
        int count = Math.min(scratch.length, noise.size() - from);
        noise.draw(key(noise, step), from, count, scratch);
        target.put(scratch, 0, count);
      }
      return;
    }
    Drawn before = drawn.get(noise.name());
    float[] values = before == null ? new float[noise.size()] : before.values();
    if (before != null) {
      await(before.ready());
    }
    if (before == null || before.step() != step) {
      noise.draw(key(noise, step), values);
    }
    target.put(values);
    drawn.put(noise.name(), new Drawn(step + 1, values,
        ahead.get().submit(() -> noise.draw(key(noise, step + 1), values))));
  }

  private long key(Noise noise, long step) {
    return CounterRandom.key(keys.applyAsLong(step), CounterRandom.part(noise.name()));
  }

  private static void await(Future<?> ready) {
    try {
      ready.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while noise was drawn.", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
