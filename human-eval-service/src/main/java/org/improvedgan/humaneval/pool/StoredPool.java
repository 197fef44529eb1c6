package org.improvedgan.humaneval.pool;

import java.util.stream.LongStream;
import org.improvedgan.humaneval.source.SampledCheckpoint;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.images.ImageShape;

/**
 * A pool with what only drawing its images needs.
 *
 * @param top null without selection
 * @param seed of its generated images; gold items have the next one
 * @param chosen indices that were selected, in the order in which they are taken; null without selection, and before it
 * @param ready whether it holds all that its study asks for
 */
record StoredPool(Pool pool, String generatorSha256, Arm.Top top, long seed, long[] chosen, boolean ready) {

  /** How many images of the generator it can ever have. */
  long limit() {
    return top == null ? Long.MAX_VALUE : chosen.length;
  }

  /** Indices, within the seed, of the pool's generated images {@code from} to {@code to - 1}. */
  long[] indices(int from, int to) {
    return LongStream.range(from, to).map(i -> top == null ? i : chosen[(int) i]).toArray();
  }

  /** What the sampler calls it. */
  SampledCheckpoint checkpoint(ImageShape shape) {
    return new SampledCheckpoint(pool.checkpointId(), pool.runId(), pool.epoch(), pool.dataset(), generatorSha256,
        shape);
  }
}
